package org.sharelab.kernel;

/**
 * What an {@link AttentionKernel} is planned for.
 *
 * @param batch examples, B
 * @param tokens of an example, N
 * @param heads that attend by themselves, M
 * @param headWidth scalars of a head's query, key or value, D
 */
public record AttentionShape(int batch, int tokens, int heads, int headWidth) {

  /** Scalars of a token: M * D. */
  public int width() {
    return heads * headWidth;
  }

  /** A token's queries, then its keys, then its values; the heads' are neighbours in each. */
  public BatchShape input() {
    return BatchShape.of(batch, 3 * width(), tokens, 1);
  }

  /** How much each token attends to each, by head; in {@link Layout#PLAIN}. */
  public BatchShape weights() {
    return BatchShape.of(batch, heads, tokens, tokens);
  }

  public BatchShape output() {
    return BatchShape.of(batch, width(), tokens, 1);
  }
}
