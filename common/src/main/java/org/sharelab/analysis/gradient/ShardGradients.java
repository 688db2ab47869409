package org.sharelab.analysis.gradient;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.sharelab.check.Checks;

/**
 * Per-use gradients of one group, summed over the examples of one shard.
 *
 * <p>Memory is uses times tensor size in double precision, whatever the number of examples.
 *
 * @param shard its number, 0 to S - 1
 * @param examples that were summed over
 * @param sums one per member of the group, in row-major order; not to be changed
 */
public record ShardGradients(GradientGroup group, int shard, long examples, List<double[]> sums)
    implements Serializable {
  public ShardGradients {
    sums = List.copyOf(sums);
    Checks.valid(shard >= 0, "Invalid shard: %d (0 or more)", shard);
    Checks.valid(examples >= 1, "Invalid examples of shard %d: %d (1 or more)", shard, examples);
    boolean fits = sums.size() == group.members().size();
    for (int i = 0; fits && i < sums.size(); i++) {
      fits = sums.get(i).length == group.members().get(i).size();
    }
    Checks.valid(fits, "Invalid gradients of %s: they do not have its shapes", group.id());
  }

  /** Whether two shards agree in every bit. */
  boolean isIdenticalTo(ShardGradients other) {
    boolean identical =
        group.equals(other.group) && shard == other.shard && examples == other.examples;
    for (int i = 0; identical && i < sums.size(); i++) {
      identical = Arrays.equals(sums.get(i), other.sums.get(i));
    }
    return identical;
  }
}
