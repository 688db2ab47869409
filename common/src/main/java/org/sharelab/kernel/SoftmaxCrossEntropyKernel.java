package org.sharelab.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Softmax with cross-entropy on plain row-major arrays [R, K] of logits and target shares. */
public interface SoftmaxCrossEntropyKernel {
  /** Writes the class probabilities of each row. */
  void softmax(INDArray logits, INDArray probabilities);

  /**
   * Mean over the rows of -sum_k target_k log p_k, in nats, computed from the logits so that no
   * probability of 0 is taken the logarithm of.
   *
   * @param gradient receives (p sum_k target_k - target) / R, the gradient with respect to the
   *     logits
   */
  double loss(INDArray logits, INDArray targets, INDArray gradient);
}
