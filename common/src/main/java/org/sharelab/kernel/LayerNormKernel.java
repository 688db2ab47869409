package org.sharelab.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Layer normalisation of each row of a plain row-major array [R, D]; gamma and beta are [D]. */
public interface LayerNormKernel {
  void forward(INDArray x, INDArray gamma, INDArray beta, INDArray y);

  /**
   * Writes the gradient with respect to x and adds the others to {@code dGamma} and {@code dBeta}.
   * The statistics are computed again from x.
   */
  void backward(
      INDArray x, INDArray dy, INDArray gamma, INDArray dx, INDArray dGamma, INDArray dBeta);
}
