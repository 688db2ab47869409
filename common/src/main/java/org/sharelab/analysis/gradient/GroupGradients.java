package org.sharelab.analysis.gradient;

import java.io.Serializable;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.sharelab.check.Checks;

/**
 * Per-use gradients of one group, by shard of the data.
 *
 * <p>Merging is a union by shard number: the order of merging, the number of tasks and shards that
 * arrive twice make no difference. Nothing is added up before all shards are there, and then in the
 * order of their numbers. Memory is shards times uses times tensor size.
 */
public final class GroupGradients implements Serializable {
  private static final long serialVersionUID = 1L;

  private final TreeMap<Integer, ShardGradients> shards;

  private GroupGradients(TreeMap<Integer, ShardGradients> shards) {
    this.shards = shards;
  }

  /** What one task computed. */
  public static GroupGradients of(ShardGradients shard) {
    return new GroupGradients(new TreeMap<>(Map.of(shard.shard(), shard)));
  }

  /**
   * Both together; a shard that both have is taken once.
   *
   * @throws org.sharelab.check.EnvironmentException if both have a shard with different values,
   *     which happens where executors are different kinds of machine
   */
  public GroupGradients plus(GroupGradients other) {
    Checks.valid(
        group().equals(other.group()),
        "Cannot merge gradients: groups %s and %s",
        group().id(),
        other.group().id());
    TreeMap<Integer, ShardGradients> merged = new TreeMap<>(shards);
    for (ShardGradients shard : other.shards.values()) {
      ShardGradients present = merged.putIfAbsent(shard.shard(), shard);
      Checks.environment(
          present == null || present.isIdenticalTo(shard),
          "Cannot merge gradients of %s: two attempts at shard %d differ (executors must be one"
              + " kind of machine)",
          group().id(),
          shard.shard());
    }
    return new GroupGradients(merged);
  }

  public GradientGroup group() {
    return shards.firstEntry().getValue().group();
  }

  /** The shards in the order of their numbers. */
  public Collection<ShardGradients> shards() {
    return shards.values();
  }

  /** Examples of all shards. */
  public long examples() {
    return shards.values().stream().mapToLong(ShardGradients::examples).sum();
  }

  /** The same shards with other gradients, for a change of variables. */
  GroupGradients map(UnaryOperator<ShardGradients> change) {
    TreeMap<Integer, ShardGradients> changed = new TreeMap<>();
    shards.forEach((number, shard) -> changed.put(number, change.apply(shard)));
    return new GroupGradients(changed);
  }
}
