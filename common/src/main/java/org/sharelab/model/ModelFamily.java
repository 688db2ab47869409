package org.sharelab.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /**
   * The keys of {@code model} that a short name such as {@code wrn-28-10} stands for; empty if this
   * family has no such model.
   *
   * @param sizes what follows the family's name and a hyphen, such as {@code 28-10}; empty text if
   *     nothing follows
   */
  default Optional<Map<String, Object>> shortName(String sizes) {
    return sizes.isEmpty() ? Optional.of(Map.of()) : Optional.empty();
  }
}
