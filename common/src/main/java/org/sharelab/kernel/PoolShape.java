package org.sharelab.kernel;

import org.sharelab.check.Checks;
import org.sharelab.model.Operation;

/**
 * All that a pooling is planned for. A mean counts the cells inside the image only.
 *
 * @param padding cells on each side
 */
public record PoolShape(
    BatchShape input, boolean maximum, int kernelHeight, int kernelWidth, int stride, int padding) {
  public PoolShape {
    Checks.valid(
        padding < Math.min(kernelHeight, kernelWidth),
        "Invalid padding: %d (less than the window, %dx%d)",
        padding,
        kernelHeight,
        kernelWidth);
  }

  /** The mean over each channel's image. */
  public static PoolShape global(BatchShape input) {
    return new PoolShape(input, false, input.height(), input.width(), 1, 0);
  }

  public static PoolShape of(BatchShape input, Operation.Pool pool) {
    return new PoolShape(
        input, pool.maximum(), pool.kernel(), pool.kernel(), pool.stride(), pool.padding());
  }

  public BatchShape output() {
    return BatchShape.of(
        input.batch(),
        input.channels(),
        (input.height() + 2 * padding - kernelHeight) / stride + 1,
        (input.width() + 2 * padding - kernelWidth) / stride + 1);
  }
}
