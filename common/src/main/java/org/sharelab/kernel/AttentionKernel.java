package org.sharelab.kernel;

/**
 * Scaled dot-product self-attention of one {@link AttentionShape}: softmax(q k^T / sqrt(D)) v for
 * each head of each example. Tensors are in {@link Layout#ROWS}, but for the weights.
 */
public interface AttentionKernel {
  /** softmax(q k^T / sqrt(D)). */
  void weigh(Tensor qkv, Tensor weights);

  /** The values, mixed by the weights. */
  void mix(Tensor qkv, Tensor weights, Tensor y);

  /** Writes the gradient with respect to queries, keys and values. */
  void backward(Tensor qkv, Tensor weights, Tensor dy, Tensor dqkv);
}
