package org.sharelab.data.augment;

import java.util.random.RandomGenerator;
import org.sharelab.check.Checks;
import org.sharelab.config.Json;
import org.sharelab.model.FeatureShape;

/**
 * Mirrors the image left to right.
 *
 * @param probability of a flip, above 0 and at most 1
 */
public record Flip(double probability) implements Augmentation.OfPixels {
  static final String NAME = "flip";

  public Flip {
    Checks.valid(
        probability > 0 && probability <= 1,
        "Invalid probability of flip: %s (above 0, at most 1)",
        Json.write(probability));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void requireFits(FeatureShape shape) {
    // Every image can be mirrored.
  }

  @Override
  public void apply(byte[] source, byte[] target, FeatureShape shape, RandomGenerator random) {
    if (random.nextDouble() >= probability) {
      System.arraycopy(source, 0, target, 0, (int) shape.size());
      return;
    }
    int width = shape.width();
    for (int row = 0; row < shape.channels() * shape.height(); row++) {
      int start = row * width;
      for (int x = 0; x < width; x++) {
        target[start + x] = source[start + width - 1 - x];
      }
    }
  }
}
