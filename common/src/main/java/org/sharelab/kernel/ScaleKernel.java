package org.sharelab.kernel;

/** Scales each channel of each example: x is B x C x H x W, s is B x C x 1 x 1. */
public interface ScaleKernel {
  /** y = s x. */
  void forward(Tensor x, Tensor s, Tensor y);

  /** dx = s dy. */
  void backwardData(Tensor dy, Tensor s, Tensor dx);

  /** ds = the sum over the cells of x dy. */
  void backwardScale(Tensor x, Tensor dy, Tensor ds);
}
