package org.sharelab.data;

import java.io.Serializable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.sharelab.check.Checks;
import org.sharelab.data.image.ImageSet;
import org.sharelab.model.FeatureShape;

/**
 * Images to train with and images to be judged by, both clean.
 *
 * <p>The fingerprint says what the images are, wherever they were read from: two runs with the same
 * fingerprint used the same pixels and labels in the same order.
 */
public final class Dataset implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final ImageSet train;
  private final ImageSet test;
  private final List<String> classNames;
  private final String fingerprint;

  /**
   * Joins two sets of one shape and class count.
   *
   * @param classNames K names in the order of the labels, or none
   */
  public Dataset(String name, ImageSet train, ImageSet test, List<String> classNames) {
    Checks.environment(
        train.shape().equals(test.shape()),
        "Cannot use %s: the images of %s are %s, those of %s %s",
        name,
        train.name(),
        train.shape(),
        test.name(),
        test.shape());
    Checks.environment(
        train.classes() == test.classes(),
        "Cannot use %s: %s has %d classes, %s %d",
        name,
        train.name(),
        train.classes(),
        test.name(),
        test.classes());
    Checks.valid(
        classNames.isEmpty() || classNames.size() == train.classes(),
        "Invalid class names of %s: %d names (%d, one per class, or none)",
        name,
        classNames.size(),
        train.classes());
    this.name = name;
    this.train = train;
    this.test = test;
    this.classNames = List.copyOf(classNames);
    this.fingerprint = fingerprint(train, test);
  }

  private static String fingerprint(ImageSet train, ImageSet test) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      train.digest(digest);
      test.digest(digest);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("Every Java platform has SHA-256", missing);
    }
  }

  public String name() {
    return name;
  }

  public ImageSet train() {
    return train;
  }

  public ImageSet test() {
    return test;
  }

  /** Names in the order of the labels; empty where they are not known. */
  public List<String> classNames() {
    return classNames;
  }

  /** Shape of one image, C x H x W. */
  public FeatureShape shape() {
    return train.shape();
  }

  /** Number of classes, K. */
  public int classes() {
    return train.classes();
  }

  /**
   * SHA-256 over both sets, train first, each as {@link ImageSet#digest} writes it; 64 hexadecimal
   * digits.
   */
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public String toString() {
    return "%s (%d train and %d test images, %s, %d classes)"
        .formatted(name, train.size(), test.size(), shape(), classes());
  }
}
