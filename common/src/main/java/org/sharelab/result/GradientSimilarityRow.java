package org.sharelab.result;

import java.io.Serializable;

/**
 * A pair of uses whose gradients were compared.
 *
 * @param epoch after which it was measured; 0 for the initial network
 * @param kind what was compared: tensor or coefficient
 * @param examples training examples that the gradients are means of
 * @param shards parts of the data behind the standard error
 */
public record GradientSimilarityRow(
    String trialId,
    int epoch,
    String kind,
    String groupId,
    PairSimilarity pair,
    long examples,
    int shards)
    implements Serializable {}
