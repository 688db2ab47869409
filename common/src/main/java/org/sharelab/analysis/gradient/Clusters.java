package org.sharelab.analysis.gradient;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.sharelab.result.ClusterRow;
import org.sharelab.sharing.SharingRule;
import org.sharelab.sharing.Topology;

/**
 * A grouping of n uses and the threshold that gives it.
 *
 * @param topology use to cluster; clusters are numbered in the order of their first use
 * @param threshold the clusters are the connected components of the pairs more similar than this;
 *     negative infinity if every defined similarity counts, NaN for a grouping without similarities
 */
public record Clusters(Topology topology, double threshold) implements Serializable {
  public Clusters {
    topology = topology.normalised();
  }

  /** Number of clusters. */
  public int count() {
    return topology.tensors();
  }

  /** Mean number of uses of a cluster: the share rate of a plan with a tensor per cluster. */
  public double shareRate() {
    return topology.meanUses();
  }

  /**
   * The clusters as a rule for a component whose position i is use i; what an experiment file
   * writes as {@code model.sharing.groups}.
   */
  public SharingRule.Table rule() {
    return new SharingRule.Table(
        IntStream.range(0, count()).mapToObj(topology::positionsOf).toList());
  }

  /**
   * The rows of the table {@code clusters}.
   *
   * @param group whose members were clustered, in their order
   * @param kind of the gradients that were compared, or none
   * @param criterion {@link GroupingCriterion#name}, or the name of a control grouping
   * @param plan what the clusters are made for
   */
  public List<ClusterRow> rows(
      String trialId,
      int epoch,
      GradientGroup group,
      String kind,
      String criterion,
      ClusterRow.Plan plan) {
    List<Integer> assignment = topology.assignment();
    return IntStream.range(0, assignment.size())
        .mapToObj(
            i ->
                new ClusterRow(
                    trialId,
                    kind,
                    threshold,
                    group.members().get(i).use(),
                    assignment.get(i),
                    epoch,
                    group.id(),
                    criterion,
                    plan))
        .toList();
  }
}
