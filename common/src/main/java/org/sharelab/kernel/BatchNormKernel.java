package org.sharelab.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch normalisation over B, H and W for each of C channels. Arrays of parameters and statistics
 * are plain [C]; variances are those of the batch divided by B * H * W.
 */
public interface BatchNormKernel {

  /** Mean and variance of one batch, kept for its backward pass. */
  interface Statistics {
    /**
     * Moves running statistics towards these: r = (1 - momentum) r + momentum s. As in PyTorch the
     * variance that enters is the unbiased one, of divisor B * H * W - 1 (where that is not 0).
     */
    void update(INDArray runningMean, INDArray runningVariance, double momentum);
  }

  /** A new holder of statistics. */
  Statistics statistics();

  /** y = gamma (x - mean) / sqrt(variance + epsilon) + beta with the batch's own statistics. */
  void forward(Tensor x, INDArray gamma, INDArray beta, Statistics batch, Tensor y);

  /** The same with given statistics, for evaluation. */
  void evaluate(
      Tensor x, INDArray gamma, INDArray beta, INDArray mean, INDArray variance, Tensor y);

  /**
   * Writes the gradient with respect to x, which may take the place of {@code dy}, and adds the
   * others to {@code dGamma} and {@code dBeta}.
   */
  void backward(
      Tensor x,
      Tensor dy,
      INDArray gamma,
      Statistics batch,
      Tensor dx,
      INDArray dGamma,
      INDArray dBeta);
}
