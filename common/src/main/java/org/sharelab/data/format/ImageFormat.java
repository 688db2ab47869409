package org.sharelab.data.format;

import java.io.Serializable;
import java.nio.file.Path;
import org.sharelab.data.image.ImageSet;
import org.sharelab.data.image.Split;

/** A layout of images and labels in the files of one folder. */
public interface ImageFormat extends Serializable {

  /**
   * Reads all images of a split.
   *
   * @throws org.sharelab.check.EnvironmentException if the folder or a file is missing or damaged,
   *     naming the file, what was expected and what was found
   */
  ImageSet read(Path folder, Split split);
}
