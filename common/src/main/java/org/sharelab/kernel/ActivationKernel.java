package org.sharelab.kernel;

/** A function of each scalar; GELU is the exact one, x (1 + erf(x / sqrt 2)) / 2. */
public interface ActivationKernel {
  /** y = f(x); y may be x. */
  void forward(Tensor x, Tensor y);

  /** dx = f'(x) dy; dx may be dy. */
  void backward(Tensor x, Tensor dy, Tensor dx);
}
