package org.sharelab.data.image;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import org.sharelab.check.Checks;
import org.sharelab.model.FeatureShape;

/**
 * Images held as unsigned bytes in N x C x H x W order, with their labels.
 *
 * <p>Immutable: the arrays are copied in neither direction, so whoever makes a set gives its arrays
 * away. Java serialization writes the two arrays as they are, one byte per channel of a pixel.
 */
public final class ImageSet implements LabeledImages {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final FeatureShape shape;
  private final int classes;
  private final byte[] pixels;
  private final int[] labels;

  /**
   * Takes over both arrays.
   *
   * @param pixels N * C * H * W unsigned bytes
   * @param labels N numbers, 0 to {@code classes} - 1
   */
  public ImageSet(String name, FeatureShape shape, int classes, byte[] pixels, int[] labels) {
    Checks.valid(classes >= 2, "Invalid class count of %s: %d (2 or more)", name, classes);
    Checks.valid(labels.length >= 1, "Invalid image count of %s: 0 (1 or more)", name);
    Checks.valid(
        pixels.length == labels.length * shape.size(),
        "Invalid pixels of %s: %d bytes (%d for %d images of %s)",
        name,
        pixels.length,
        labels.length * shape.size(),
        labels.length,
        shape);
    for (int id = 0; id < labels.length; id++) {
      Checks.valid(
          labels[id] >= 0 && labels[id] < classes,
          "Invalid label of image %d of %s: %d (0 to %d)",
          id,
          name,
          labels[id],
          classes - 1);
    }
    this.name = name;
    this.shape = shape;
    this.classes = classes;
    this.pixels = pixels;
    this.labels = labels;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public FeatureShape shape() {
    return shape;
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public int label(int id) {
    return labels[id];
  }

  @Override
  public int cleanLabel(int id) {
    return labels[id];
  }

  @Override
  public void copyPixels(int id, byte[] target) {
    int length = imageLength();
    System.arraycopy(pixels, id * length, target, 0, length);
  }

  /** One channel of one pixel, 0 to 255. */
  public int pixel(int id, int channel, int row, int column) {
    int cell = (channel * shape.height() + row) * shape.width() + column;
    return Byte.toUnsignedInt(pixels[id * imageLength() + cell]);
  }

  /**
   * The first {@code count} images, in file order.
   *
   * @param count 1 to {@link #size}
   */
  public ImageSet first(int count) {
    Checks.valid(
        count >= 1 && count <= size(),
        "Cannot take the first %d images of %s: it has %d",
        count,
        name,
        size());
    return count == size()
        ? this
        : new ImageSet(
            name,
            shape,
            classes,
            Arrays.copyOf(pixels, count * imageLength()),
            Arrays.copyOf(labels, count));
  }

  /** How many images each class has; K numbers. */
  public int[] classCounts() {
    int[] counts = new int[classes];
    for (int label : labels) {
      counts[label]++;
    }
    return counts;
  }

  /**
   * Feeds a digest with N, C, H, W and K, then the labels (all as 4-byte big-endian numbers), then
   * the pixels. The name is left out: it says where images are from, not what they are.
   */
  public void digest(MessageDigest digest) {
    ByteBuffer numbers = ByteBuffer.allocate(Integer.BYTES * (5 + labels.length));
    numbers.putInt(size());
    numbers.putInt(shape.channels()).putInt(shape.height()).putInt(shape.width()).putInt(classes);
    for (int label : labels) {
      numbers.putInt(label);
    }
    digest.update(numbers.flip());
    digest.update(pixels);
  }

  private int imageLength() {
    return (int) shape.size();
  }

  @Override
  public String toString() {
    return "%s (%d images, %s, %d classes)".formatted(name, size(), shape, classes);
  }
}
