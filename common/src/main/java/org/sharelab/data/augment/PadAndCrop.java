package org.sharelab.data.augment;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.sharelab.check.Checks;
import org.sharelab.model.FeatureShape;

/**
 * Pads every side with black and cuts out an image of the old size, each of the (2 * padding + 1)
 * squared places equally likely: a shift by up to {@code padding} cells both ways.
 *
 * @param padding cells per side, 1 or more
 */
public record PadAndCrop(int padding) implements Augmentation.OfPixels {
  static final String NAME = "pad-and-crop";

  public PadAndCrop {
    Checks.valid(padding >= 1, "Invalid padding of pad-and-crop: %d (1 or more)", padding);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void requireFits(FeatureShape shape) {
    Checks.valid(
        padding < Math.min(shape.height(), shape.width()),
        "Invalid padding of pad-and-crop: %d (less than the image size, %dx%d)",
        padding,
        shape.height(),
        shape.width());
  }

  @Override
  public void apply(byte[] source, byte[] target, FeatureShape shape, RandomGenerator random) {
    int down = random.nextInt(2 * padding + 1) - padding;
    int right = random.nextInt(2 * padding + 1) - padding;
    shift(source, target, shape, down, right);
  }

  /** Target cell (y, x) gets source cell (y + down, x + right), or 0 where there is none. */
  static void shift(byte[] source, byte[] target, FeatureShape shape, int down, int right) {
    int width = shape.width();
    int copied = width - Math.abs(right);
    Arrays.fill(target, 0, (int) shape.size(), (byte) 0);
    for (int plane = 0; plane < shape.channels(); plane++) {
      for (int y = Math.max(0, -down); y < shape.height() - Math.max(0, down); y++) {
        int from = (plane * shape.height() + y + down) * width + Math.max(0, right);
        int to = (plane * shape.height() + y) * width + Math.max(0, -right);
        System.arraycopy(source, from, target, to, copied);
      }
    }
  }
}
