package org.sharelab.result;

import java.io.Serializable;

/**
 * A use and the cluster it was put in.
 *
 * @param kind gradients that were compared, tensor or coefficient; none for groupings that look at
 *     no gradient
 * @param threshold the cosine that pairs of one cluster are chained above; infinite or NaN where
 *     there is none
 * @param epoch of the similarities
 * @param groupId the group whose uses were clustered
 * @param criterion what stopped the merging, or the name of the control grouping
 */
public record ClusterRow(
    String trialId,
    String kind,
    double threshold,
    int use,
    int cluster,
    int epoch,
    String groupId,
    String criterion)
    implements Serializable {}
