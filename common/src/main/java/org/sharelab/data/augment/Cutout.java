package org.sharelab.data.augment;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.sharelab.check.Checks;
import org.sharelab.model.FeatureShape;

/**
 * Sets a square to 0, the mean colour, in all channels; its centre is a random cell, so that it may
 * reach over the edge (DeVries and Taylor, "Improved Regularization of Convolutional Neural
 * Networks with Cutout", 2017).
 *
 * @param side of the square in cells, 1 or more
 */
public record Cutout(int side) implements Augmentation.OfFeatures {
  static final String NAME = "cutout";

  public Cutout {
    Checks.valid(side >= 1, "Invalid side of cutout: %d (1 or more)", side);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void requireFits(FeatureShape shape) {
    Checks.valid(
        side <= Math.min(shape.height(), shape.width()),
        "Invalid side of cutout: %d (at most the image size, %dx%d)",
        side,
        shape.height(),
        shape.width());
  }

  @Override
  public void apply(float[] features, int offset, FeatureShape shape, RandomGenerator random) {
    int centerRow = random.nextInt(shape.height());
    int centerColumn = random.nextInt(shape.width());
    erase(features, offset, shape, centerRow - side / 2, centerColumn - side / 2);
  }

  /** Clears the part of the square that lies within the image; {@code top} may be negative. */
  private void erase(float[] features, int offset, FeatureShape shape, int top, int left) {
    int fromColumn = Math.max(0, left);
    int toColumn = Math.min(shape.width(), left + side);
    for (int plane = 0; plane < shape.channels(); plane++) {
      for (int y = Math.max(0, top); y < Math.min(shape.height(), top + side); y++) {
        int row = offset + (plane * shape.height() + y) * shape.width();
        Arrays.fill(features, row + fromColumn, row + toColumn, 0f);
      }
    }
  }
}
