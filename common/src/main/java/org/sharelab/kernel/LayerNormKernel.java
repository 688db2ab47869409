package org.sharelab.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Layer normalisation of each token of a tensor in {@link Layout#ROWS}; gamma and beta have a
 * number per channel.
 */
public interface LayerNormKernel {
  void forward(Tensor x, INDArray gamma, INDArray beta, Tensor y);

  /**
   * Writes the gradient with respect to x and adds the others to {@code dGamma} and {@code dBeta}.
   * The statistics are computed again from x.
   */
  void backward(Tensor x, Tensor dy, INDArray gamma, Tensor dx, INDArray dGamma, INDArray dBeta);
}
