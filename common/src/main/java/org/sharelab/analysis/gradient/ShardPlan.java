package org.sharelab.analysis.gradient;

import java.io.Serializable;
import java.util.stream.IntStream;
import org.sharelab.check.Checks;

/**
 * Cuts one pass over the data into logical shards of consecutive batches.
 *
 * <p>The cut depends on these two numbers alone, never on executors or partitions. Batches stay
 * whole, because batch norm makes an example's gradient depend on its batch.
 *
 * @param batches of the pass, 1 or more
 * @param shards S, 1 to {@code batches}
 */
public record ShardPlan(int batches, int shards) implements Serializable {
  /** Enough for a standard error, few enough to hold all sums. */
  public static final int STANDARD_SHARDS = 16;

  public ShardPlan {
    Checks.valid(batches >= 1, "Invalid number of batches: %d (1 or more)", batches);
    Checks.valid(
        shards >= 1 && shards <= batches,
        "Invalid number of shards: %d (1 to %d batches)",
        shards,
        batches);
  }

  /** The standard number of shards, or as many as there are batches. */
  public static ShardPlan of(int batches) {
    return new ShardPlan(batches, Math.min(batches, STANDARD_SHARDS));
  }

  /** Index of a shard's first batch; for {@code shard} = S the end of the pass. */
  public int start(int shard) {
    return (int) ((long) shard * batches / shards);
  }

  /** All shard numbers. */
  public IntStream numbers() {
    return IntStream.range(0, shards);
  }
}
