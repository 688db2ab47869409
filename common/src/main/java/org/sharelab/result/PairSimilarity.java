package org.sharelab.result;

import java.io.Serializable;

/**
 * How the gradients of two uses compare, on the corner of the weights that both have.
 *
 * <p>Gradients are means over the examples. Values that are not defined are NaN: cosine and norm
 * ratio of a zero gradient, sign agreement without an element to compare, standard error with one
 * shard.
 *
 * @param useI smaller use
 * @param useJ larger use
 * @param cosine -1 to 1
 * @param standardError of the cosine, from leaving out one shard of the data at a time
 * @param dot inner product
 * @param normI L2 norm of the first gradient
 * @param normJ L2 norm of the second gradient
 * @param signAgreement fraction of the elements with equal sign among those where neither gradient
 *     is zero, 0 to 1; one half is what unrelated gradients have
 * @param elements scalars compared
 */
public record PairSimilarity(
    int useI,
    int useJ,
    double cosine,
    double standardError,
    double dot,
    double normI,
    double normJ,
    double signAgreement,
    long elements)
    implements Serializable {

  /** Smaller norm over larger norm, 0 to 1. */
  public double normRatio() {
    return Math.min(normI, normJ) / Math.max(normI, normJ);
  }
}
