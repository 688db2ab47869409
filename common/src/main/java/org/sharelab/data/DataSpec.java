package org.sharelab.data;

import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.sharelab.check.Checks;
import org.sharelab.check.ValidationException;
import org.sharelab.config.Names;
import org.sharelab.config.Section;
import org.sharelab.data.augment.Augmentation;
import org.sharelab.data.augment.Augmentations;
import org.sharelab.data.noise.LabelNoise;
import org.sharelab.model.FeatureShape;

/**
 * The section {@code data} of an experiment file.
 *
 * <p>Shape and class count are known without reading any file, so models can be described where
 * there are no data. Label noise is not part of {@link #load}: it belongs to a trial's seed.
 *
 * @param name of a {@link DataSource}
 * @param path folder with the files, absolute; empty if the file sets none
 * @param trainLimit how many training images to use, the first ones; 0 for all
 * @param testLimit how many test images to use, the first ones; 0 for all
 * @param inputShape C x H x W
 * @param classes K
 * @param augmentations of training images, in order
 * @param normalization of all images
 * @param labelNoise in the training labels
 */
public record DataSpec(
    String name,
    String path,
    int trainLimit,
    int testLimit,
    FeatureShape inputShape,
    int classes,
    List<Augmentation> augmentations,
    Normalization normalization,
    LabelNoise labelNoise)
    implements Serializable {
  private static final int LARGEST = 65_536;

  public DataSpec {
    Checks.valid(
        DataSources.names().contains(name),
        "Invalid data set: %s (%s)",
        name,
        Names.hint(name, DataSources.names()));
    Checks.valid(
        trainLimit >= 0 && testLimit >= 0,
        "Invalid limits: %d train and %d test images (0, for all, or more)",
        trainLimit,
        testLimit);
    Checks.valid(classes >= 2, "Invalid classes: %d (2 or more)", classes);
    augmentations = List.copyOf(augmentations);
  }

  /**
   * Reads and checks the section; opens no file.
   *
   * @throws ValidationException naming the key that is wrong
   */
  public static DataSpec read(Section data) {
    DataSource source = DataSources.read(data);
    FeatureShape shape = readShape(data, source.shape());
    DataSpec spec =
        new DataSpec(
            source.name(),
            data.has("path") ? absolute(data.text("path")) : "",
            data.integer("train-limit", 0, 0, source.trainImages()),
            data.integer("test-limit", 0, 0, source.testImages()),
            shape,
            data.integer("classes", source.classes(), 2, LARGEST),
            readAugmentations(data, shape),
            readNormalization(data.section("normalization"), source.normalization(), shape),
            LabelNoise.read(data.section("label-noise")));
    if (data.has("path") && spec.path.isBlank()) {
      throw data.invalid("path", "a folder");
    }
    return spec;
  }

  /**
   * Executors have working directories of their own, so paths are those of whoever reads the file.
   */
  private static String absolute(String path) {
    return path.isBlank() ? path : Path.of(path).toAbsolutePath().normalize().toString();
  }

  private static FeatureShape readShape(Section data, FeatureShape usual) {
    int channels = data.integer("channels", usual.channels(), 1, LARGEST);
    int side = data.integer("image-size", usual.height(), 1, LARGEST);
    return new FeatureShape(channels, side, side);
  }

  private static List<Augmentation> readAugmentations(Section data, FeatureShape shape) {
    List<Augmentation> augmentations = Augmentations.read(data, "augment");
    try {
      augmentations.forEach(augmentation -> augmentation.requireFits(shape));
    } catch (ValidationException error) {
      throw data.located("augment", error);
    }
    return augmentations;
  }

  private static Normalization readNormalization(
      Section section, Normalization usual, FeatureShape shape) {
    List<Double> mean = section.numbers("mean", usual.mean());
    List<Double> std = section.numbers("std", usual.std());
    if (section.has("mean") || section.has("std")) {
      requirePerChannel(section, "mean", mean, shape);
      requirePerChannel(section, "std", std, shape);
    }
    if (std.stream().anyMatch(value -> value <= 0)) {
      throw section.invalid("std", "numbers > 0");
    }
    return new Normalization(mean, std);
  }

  private static void requirePerChannel(
      Section section, String key, List<Double> values, FeatureShape shape) {
    if (values.size() != shape.channels()) {
      throw section.invalid(key, "one number per channel, " + shape.channels());
    }
  }

  /** Number of training images that are used. */
  public int trainImages() {
    return trainLimit > 0 ? trainLimit : DataSources.named(name).trainImages();
  }

  /** Number of test images that are used. */
  public int testImages() {
    return testLimit > 0 ? testLimit : DataSources.named(name).testImages();
  }

  /**
   * Checks that the folder is set and there, without reading what is in it.
   *
   * @throws ValidationException if a path is needed and not set
   * @throws org.sharelab.check.EnvironmentException if there is no such folder
   */
  public void requireAvailable() {
    if (DataSources.named(name).needsPath()) {
      Checks.valid(
          !path.isEmpty(),
          "Invalid data.path: missing (the folder of %s; scripts/fetch-data downloads it)",
          name);
      Checks.environment(
          Files.isDirectory(Path.of(path)), "Cannot read data folder %s: no such folder", path);
    }
  }

  /**
   * Reads (or draws) the images that this section selects.
   *
   * @throws org.sharelab.check.EnvironmentException if files are missing or damaged
   * @throws ValidationException if the images are not of the shape, classes or number set
   */
  public Dataset load() {
    requireAvailable();
    Dataset dataset = DataSources.named(name).load(path, trainLimit, testLimit);
    FeatureShape found = dataset.shape();
    requireEqual("channels", inputShape.channels(), found.channels());
    requireEqual("image-size", inputShape.height(), found.height());
    requireEqual("image-size", inputShape.width(), found.width());
    requireEqual("classes", classes, dataset.classes());
    return dataset;
  }

  private void requireEqual(String key, int expected, int found) {
    Checks.valid(expected == found, "Invalid data.%s: %d (%s has %d)", key, expected, name, found);
  }
}
