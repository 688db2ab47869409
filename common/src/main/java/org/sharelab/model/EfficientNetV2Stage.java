package org.sharelab.model;

import java.io.Serializable;
import java.util.List;

/**
 * A stage of EfficientNetV2 before scaling (Tan and Le, "EfficientNetV2: Smaller Models and Faster
 * Training", 2021, table 4 and the released configurations).
 *
 * @param repeats blocks of the stage
 * @param expansion channels inside a block per input channel
 * @param squeeze channels of the squeeze-excite bottleneck per input channel of the block; 0 for
 *     none
 * @param stride of the first block
 */
record EfficientNetV2Stage(
    Block block, int repeats, int in, int out, int expansion, double squeeze, int stride)
    implements Serializable {

  /** The two kinds of block. */
  enum Block {
    /** A 3 x 3 convolution that expands, a 1 x 1 that projects. */
    FUSED,
    /** A 1 x 1 convolution that expands, a depthwise 3 x 3, squeeze-excite, a 1 x 1 projection. */
    INVERTED
  }

  private static EfficientNetV2Stage fused(
      int repeats, int in, int out, int expansion, int stride) {
    return new EfficientNetV2Stage(Block.FUSED, repeats, in, out, expansion, 0, stride);
  }

  private static EfficientNetV2Stage inverted(
      int repeats, int in, int out, int expansion, int stride) {
    return new EfficientNetV2Stage(Block.INVERTED, repeats, in, out, expansion, 0.25, stride);
  }

  /** B0, which B1 to B3 scale. */
  static final List<EfficientNetV2Stage> BASE =
      List.of(
          fused(1, 32, 16, 1, 1),
          fused(2, 16, 32, 4, 2),
          fused(2, 32, 48, 4, 2),
          inverted(3, 48, 96, 4, 2),
          inverted(5, 96, 112, 6, 1),
          inverted(8, 112, 192, 6, 2));

  static final List<EfficientNetV2Stage> SMALL =
      List.of(
          fused(2, 24, 24, 1, 1),
          fused(4, 24, 48, 4, 2),
          fused(4, 48, 64, 4, 2),
          inverted(6, 64, 128, 4, 2),
          inverted(9, 128, 160, 6, 1),
          inverted(15, 160, 256, 6, 2));

  static final List<EfficientNetV2Stage> MEDIUM =
      List.of(
          fused(3, 24, 24, 1, 1),
          fused(5, 24, 48, 4, 2),
          fused(5, 48, 80, 4, 2),
          inverted(7, 80, 160, 4, 2),
          inverted(14, 160, 176, 6, 1),
          inverted(18, 176, 304, 6, 2),
          inverted(5, 304, 512, 6, 1));

  static final List<EfficientNetV2Stage> LARGE =
      List.of(
          fused(4, 32, 32, 1, 1),
          fused(7, 32, 64, 4, 2),
          fused(7, 64, 96, 4, 2),
          inverted(10, 96, 192, 4, 2),
          inverted(19, 192, 224, 6, 1),
          inverted(25, 224, 384, 6, 2),
          inverted(7, 384, 640, 6, 1));

  /** The stage with channels and repeats scaled as the B models are. */
  EfficientNetV2Stage scaled(double widthFactor, double depthFactor) {
    return new EfficientNetV2Stage(
        block,
        (int) Math.ceil(depthFactor * repeats),
        channels(in, widthFactor),
        channels(out, widthFactor),
        expansion,
        squeeze,
        stride);
  }

  /**
   * Channels rounded to the nearest multiple of 8, at least 8. There is no rule here that rounding
   * must not lose more than a tenth, unlike in EfficientNet's first version.
   */
  static int channels(int unscaled, double widthFactor) {
    return Math.max(8, (int) (unscaled * widthFactor + 4) / 8 * 8);
  }
}
