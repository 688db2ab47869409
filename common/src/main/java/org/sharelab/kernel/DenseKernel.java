package org.sharelab.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Matrix product with bias of one {@link DenseShape}: y = x w + b, with w turned where outputs come
 * first.
 *
 * <p>x is [R, I] and y [R, O]: tensors in {@link Layout#ROWS}, or in {@link Layout#PLAIN} where the
 * rows are the examples.
 */
public interface DenseKernel {
  /** y = x w + b; the bias, [O], may be null. */
  void forward(Tensor x, INDArray weight, INDArray bias, Tensor y);

  /** dx = dy w^T. */
  void backwardData(Tensor dy, INDArray weight, Tensor dx);

  /** Adds x^T dy to {@code dWeight} and the column sums of dy to {@code dBias} unless null. */
  void backwardWeights(Tensor x, Tensor dy, INDArray dWeight, INDArray dBias);
}
