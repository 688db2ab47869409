package org.sharelab.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Scaled dot-product attention on plain row-major arrays [M, N, D]: M matrices (batch times heads)
 * of N tokens of D scalars. y = softmax(q k^T / sqrt(D)) v.
 */
public interface AttentionKernel {
  /**
   * @param weights receives the attention weights, [M, N, N], which the backward pass reads
   */
  void forward(INDArray q, INDArray k, INDArray v, INDArray weights, INDArray y);

  /** Writes the gradients with respect to q, k and v. */
  void backward(
      INDArray q,
      INDArray k,
      INDArray v,
      INDArray weights,
      INDArray dy,
      INDArray dq,
      INDArray dk,
      INDArray dv);
}
