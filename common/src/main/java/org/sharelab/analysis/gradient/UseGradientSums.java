package org.sharelab.analysis.gradient;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.analysis.gradient.GradientGroup.Member;
import org.sharelab.check.Checks;
import org.sharelab.nn.GradientObserver;
import org.sharelab.sharing.Slot;

/**
 * Sums the gradient of every use of some groups over backward passes, in double precision and in
 * the order of the passes.
 *
 * <p>Sees each gradient as it passes by and so costs no pass of its own.
 */
public final class UseGradientSums implements GradientObserver, AutoCloseable {
  private final List<GradientGroup> groups;
  private final Map<Slot, INDArray> sums = new HashMap<>();
  private final Map<Slot, Integer> passes = new HashMap<>();

  /**
   * Starts at zero.
   *
   * @param groups of kind {@link GradientKind#TENSOR}; a use may be in several
   */
  public UseGradientSums(List<GradientGroup> groups) {
    this.groups = List.copyOf(groups);
    for (GradientGroup group : groups) {
      Checks.valid(
          group.kind() == GradientKind.TENSOR,
          "Invalid gradient group %s: %s (tensor gradients are what a network has)",
          group.id(),
          group.kind());
      for (Member member : group.members()) {
        sums.computeIfAbsent(member.slot(), slot -> zeros(member.shape()));
      }
    }
  }

  /** Outlives the workspaces of the passes. */
  private static INDArray zeros(List<Integer> shape) {
    long[] sizes = shape.stream().mapToLong(Integer::longValue).toArray();
    return Nd4j.createUninitializedDetached(DataType.DOUBLE, 'c', sizes).assign(0);
  }

  @Override
  public void observe(Slot use, INDArray gradient) {
    INDArray sum = sums.get(use);
    if (sum != null) {
      sum.addi(gradient.castTo(DataType.DOUBLE));
      passes.merge(use, 1, Integer::sum);
    }
  }

  /**
   * The sums as one shard for each group.
   *
   * @param shard its number
   * @param examples that were passed through the network
   * @throws org.sharelab.check.ValidationException if the network has not borrowed the weight of
   *     some use from its store, so that its gradient was not seen
   */
  public List<ShardGradients> shard(int shard, long examples) {
    List<ShardGradients> shards = new ArrayList<>();
    for (GradientGroup group : groups) {
      List<double[]> values = new ArrayList<>();
      for (Member member : group.members()) {
        Checks.valid(
            passes.containsKey(member.slot()),
            "Cannot compare gradients of %s: %s has its weight outside the network's store",
            group.id(),
            member.slot());
        values.add(sums.get(member.slot()).data().asDouble());
      }
      shards.add(new ShardGradients(group, shard, examples, values));
    }
    return shards;
  }

  @Override
  public void close() {
    sums.values().forEach(INDArray::close);
  }
}
