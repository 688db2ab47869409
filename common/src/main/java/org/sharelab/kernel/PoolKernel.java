package org.sharelab.kernel;

/** Maximum or mean over windows, of one {@link PoolShape}. */
public interface PoolKernel {

  /** What the forward pass leaves for the backward pass of the same batch. */
  interface Workspace {}

  Workspace workspace();

  void forward(Tensor x, Workspace workspace, Tensor y);

  /**
   * Writes the gradient with respect to x.
   *
   * @param x what the forward pass read, for maxima; null for means, which do not need it
   */
  void backward(Tensor x, Workspace workspace, Tensor dy, Tensor dx);
}
