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
 * @param plan what the clusters were made for
 */
public record ClusterRow(
    String trialId,
    String kind,
    double threshold,
    int use,
    int cluster,
    int epoch,
    String groupId,
    String criterion,
    Plan plan)
    implements Serializable {

  /**
   * A sharing plan that was made of clusters.
   *
   * @param id names the plan
   * @param label what made it, such as {@code threshold 0.1, epoch 4}; the same for all replicates
   * @param trialId the trial that trains with it
   */
  public record Plan(String id, String label, String trialId) implements Serializable {}
}
