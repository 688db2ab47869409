package org.sharelab.data;

import java.util.List;
import org.sharelab.model.FeatureShape;

/** A data set that experiment files can name; what is known of it without reading it. */
public interface DataSource {

  /** The value of {@code data.name}. */
  String name();

  /** Shape of one image, C x H x W. */
  FeatureShape shape();

  /** Number of classes, K. */
  int classes();

  /** Number of training images when complete. */
  int trainImages();

  /** Number of test images when complete. */
  int testImages();

  /** What is used if the experiment file sets nothing else; one mean and std per channel. */
  Normalization normalization();

  /** K names in the order of the labels, or none. */
  List<String> classNames();

  /** Whether it is read from a folder, {@code data.path}. */
  boolean needsPath();

  /**
   * Reads or makes the images.
   *
   * @param path the folder; ignored unless {@link #needsPath}
   * @param trainLimit how many training images to keep, the first ones; 0 for all
   * @param testLimit how many test images to keep, the first ones; 0 for all
   * @throws org.sharelab.check.EnvironmentException if files are missing or damaged
   * @throws org.sharelab.check.ValidationException if there are fewer images than a limit says
   */
  Dataset load(String path, int trainLimit, int testLimit);
}
