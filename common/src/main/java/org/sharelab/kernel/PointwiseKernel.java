package org.sharelab.kernel;

/** Sums and products of two tensors, scalar by scalar. */
public interface PointwiseKernel {
  /** y = a + b; y may be a or b. */
  void add(Tensor a, Tensor b, Tensor y);

  /** y = a b; y may be a or b. */
  void multiply(Tensor a, Tensor b, Tensor y);
}
