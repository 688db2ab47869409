package org.sharelab.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The backward pass of an activation followed by a batch norm as one: y = norm(f(u)). Neither f(u)
 * nor its gradient goes through memory.
 */
public interface ActivationNormKernel {
  /**
   * Writes the gradient with respect to u, which may take the place of {@code dy}, and adds those
   * of the norm's parameters.
   *
   * @param u input of the activation
   * @param batch what the {@link BatchNormKernel} of the same shape left in its forward pass
   */
  void backward(
      Tensor u,
      Tensor dy,
      INDArray gamma,
      BatchNormKernel.Statistics batch,
      Tensor du,
      INDArray dGamma,
      INDArray dBeta);
}
