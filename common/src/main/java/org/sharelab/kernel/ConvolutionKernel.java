package org.sharelab.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution of one {@link ConvolutionShape}: dense, grouped, depthwise, strided or pointwise.
 *
 * <p>x is B x Cin x H x W, y is B x Cout x H' x W'. Weight arrays are plain [Cout, Cin / G, K, K],
 * biases [Cout]. The kernel is a cross-correlation, as everywhere in the field.
 */
public interface ConvolutionKernel {

  /** A weight in the layouts that this kernel reads; load it before each use after a change. */
  interface PackedWeight {
    /** Copies from a plain [Cout, Cin / G, K, K] float array. */
    void load(INDArray weight);
  }

  /** A new holder of one weight; several uses of one tensor share it. */
  PackedWeight pack();

  /** y = x * w + b; the bias may be null. */
  void forward(Tensor x, PackedWeight weight, INDArray bias, Tensor y);

  /** Writes the gradient with respect to the input. */
  void backwardData(Tensor dy, PackedWeight weight, Tensor dx);

  /** Whether there is {@link #addBackwardData} for this shape. */
  default boolean addsBackwardData() {
    return false;
  }

  /**
   * Writes the sum of {@code before} and the gradient with respect to the input; dx may be {@code
   * before}, and then costs least.
   */
  default void addBackwardData(Tensor dy, PackedWeight weight, Tensor before, Tensor dx) {
    throw new UnsupportedOperationException("This convolution does not add to gradients");
  }

  /** Adds the gradients to {@code dWeight} and, unless it is null, {@code dBias}. */
  void backwardWeights(Tensor x, Tensor dy, INDArray dWeight, INDArray dBias);
}
