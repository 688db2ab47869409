package org.sharelab.analysis.gradient;

import java.util.ArrayList;
import java.util.List;
import org.sharelab.analysis.gradient.GradientGroup.Member;
import org.sharelab.check.Checks;
import org.sharelab.sharing.SharedTensor;
import org.sharelab.sharing.SharingPlan;
import org.sharelab.sharing.Topology;

/** Sharing plans from clusters of uses. */
public final class ClusteredPlan {
  private ClusteredPlan() {}

  /**
   * One tensor per cluster and shape: uses of different shape cannot share a tensor as it is, so a
   * cluster over layers of several shapes becomes one tensor for each.
   *
   * <p>Tensors are called {@code <group>/<cluster>}, with the shape appended where a cluster has
   * several. Components in which a position has several tensors that stay together, such as weight
   * and bias, go through {@link SharingPlan#of(Topology, List)} instead.
   *
   * @param topology i-th member to cluster
   */
  public static SharingPlan of(GradientGroup group, Topology topology) {
    Checks.valid(
        topology.depth() == group.members().size(),
        "Cannot share %s: it has %d uses and the clusters %d",
        group.id(),
        group.members().size(),
        topology.depth());
    List<SharedTensor> tensors = new ArrayList<>();
    for (int cluster = 0; cluster < topology.tensors(); cluster++) {
      List<Member> members =
          topology.positionsOf(cluster).stream().map(group.members()::get).toList();
      tensors.addAll(tensors(group, cluster, members));
    }
    return new SharingPlan(tensors);
  }

  private static List<SharedTensor> tensors(
      GradientGroup group, int cluster, List<Member> members) {
    List<List<Integer>> shapes = members.stream().map(Member::shape).distinct().toList();
    String id = group.id() + "/" + cluster;
    return shapes.stream()
        .map(
            shape ->
                new SharedTensor(
                    shapes.size() == 1 ? id : id + "/" + text(shape),
                    group.id(),
                    members.stream()
                        .filter(member -> member.shape().equals(shape))
                        .map(member -> new SharedTensor.Use(member.use(), member.slot()))
                        .toList()))
        .toList();
  }

  private static String text(List<Integer> shape) {
    return String.join("x", shape.stream().map(String::valueOf).toList());
  }

  /** Uses per tensor of a plan; 1 if nothing is shared. */
  public static double shareRate(SharingPlan plan) {
    int uses = plan.tensors().stream().mapToInt(tensor -> tensor.uses().size()).sum();
    return plan.tensors().isEmpty() ? 1 : (double) uses / plan.tensors().size();
  }
}
