package org.sharelab.model;

import java.io.Serializable;
import org.sharelab.check.Checks;

/**
 * The shape of one example's feature map: C channels of H x W cells. A vector is C x 1 x 1, a
 * sequence of N tokens of width D is D x N x 1.
 */
public record FeatureShape(int channels, int height, int width) implements Serializable {
  public FeatureShape {
    Checks.valid(
        channels >= 1 && height >= 1 && width >= 1,
        "Invalid feature shape: %dx%dx%d (channels, height and width >= 1)",
        channels,
        height,
        width);
  }

  /** Cells per channel: H * W. */
  public long area() {
    return (long) height * width;
  }

  /** Scalars per example: C * H * W. */
  public long size() {
    return channels * area();
  }

  @Override
  public String toString() {
    return channels + "x" + height + "x" + width;
  }
}
