package org.sharelab.model;

import java.util.List;
import org.sharelab.config.Section;

/**
 * A kind of model that experiment files can name: reads its own keys of the section {@code model}.
 */
public interface ModelFamily {

  /** The value of {@code model.name}. */
  String name();

  /**
   * Reads and checks the sizes.
   *
   * @param input shape of the images
   * @param classes number of classes
   * @throws org.sharelab.check.ValidationException naming the key that is wrong
   */
  ModelSpec read(Section model, FeatureShape input, int classes);

  /** Names of the components that are shared if the file does not say. */
  List<String> defaultComponents();
}
