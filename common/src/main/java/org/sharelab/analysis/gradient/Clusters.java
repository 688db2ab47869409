package org.sharelab.analysis.gradient;

import java.io.Serializable;
import java.util.stream.IntStream;
import org.sharelab.sharing.SharingRule;
import org.sharelab.sharing.Topology;

/**
 * A grouping of n uses and the threshold that gives it.
 *
 * @param topology use to cluster; clusters are numbered in the order of their first use
 * @param threshold the clusters are the connected components of the pairs more similar than this;
 *     negative infinity if every defined similarity counts
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
}
