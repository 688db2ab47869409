package org.sharelab.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Matrix product with bias on plain row-major arrays: x [R, I], w [I, O], b [O], y [R, O].
 *
 * <p>No workspace is left between calls.
 */
public interface DenseKernel {
  /** y = x w + b; the bias may be null. */
  void forward(INDArray x, INDArray weight, INDArray bias, INDArray y);

  /** dx = dy w^T. */
  void backwardData(INDArray dy, INDArray weight, INDArray dx);

  /** Adds x^T dy to {@code dWeight} and the column sums of dy to {@code dBias} unless null. */
  void backwardWeights(INDArray x, INDArray dy, INDArray dWeight, INDArray dBias);
}
