package org.sharelab.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch normalisation over B, H and W for each of C channels, of x itself or of an activation of x
 * that the kernel was made for. Arrays of parameters and statistics are plain [C]; variances are
 * those of the batch divided by B * H * W.
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

  /**
   * y = gamma (x - mean) / sqrt(variance + epsilon) + beta + residual with the batch's own
   * statistics.
   *
   * @param residual null for none
   * @param y another tensor than the others
   */
  void forward(
      Tensor x, INDArray gamma, INDArray beta, Statistics batch, Tensor residual, Tensor y);

  /** The same with given statistics, for evaluation; y may take the place of x or the residual. */
  void evaluate(
      Tensor x,
      INDArray gamma,
      INDArray beta,
      INDArray mean,
      INDArray variance,
      Tensor residual,
      Tensor y);

  /**
   * Writes the gradient with respect to x, which may take the place of {@code dy} (that of the
   * residual is dy itself), and adds the others to {@code dGamma} and {@code dBeta}.
   *
   * @param dxSums gets the sums of dx added, which are the gradient of a bias that was added to x;
   *     null if they are not wanted
   */
  void backward(
      Tensor x,
      Tensor dy,
      INDArray gamma,
      Statistics batch,
      Tensor dx,
      INDArray dGamma,
      INDArray dBeta,
      INDArray dxSums);
}
