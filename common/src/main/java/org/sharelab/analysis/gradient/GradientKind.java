package org.sharelab.analysis.gradient;

/** Whose gradient is compared between two uses. */
public enum GradientKind {
  /**
   * The weight of the use (cluster similarity). For hard sharing it is the gradient that the use
   * sends to the shared tensor.
   */
  TENSOR,
  /**
   * The coefficients that make the weight of the use from the store's tensors (coefficient
   * similarity).
   */
  COEFFICIENT
}
