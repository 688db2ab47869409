package org.sharelab.analysis.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ShardPlanTest {
  @Test
  void coversEveryBatchOnceInSizesThatDifferByAtMostOne() {
    for (int batches = 1; batches <= 40; batches++) {
      for (int shards = 1; shards <= batches; shards++) {
        ShardPlan plan = new ShardPlan(batches, shards);
        assertThat(plan.start(0)).isZero();
        assertThat(plan.start(shards)).isEqualTo(batches);
        assertThat(plan.numbers().map(s -> plan.start(s + 1) - plan.start(s)).toArray())
            .containsOnly(batches / shards, (batches + shards - 1) / shards);
      }
    }
  }

  /** 78 batches in 16 shards: 4 or 5 in each. */
  @Test
  void takesTheStandardNumberOfShardsOrOnePerBatch() {
    assertThat(ShardPlan.of(78)).isEqualTo(new ShardPlan(78, 16));
    assertThat(ShardPlan.of(3)).isEqualTo(new ShardPlan(3, 3));
  }

  @Test
  void survivesMoreBatchesThanAnIntTimesShards() {
    assertThat(new ShardPlan(2_000_000_000, 1000).start(999)).isEqualTo(1_998_000_000);
  }

  @Test
  void rejectsShardsWithoutABatch() {
    assertThatThrownBy(() -> new ShardPlan(3, 4))
        .hasMessage("Invalid number of shards: 4 (1 to 3 batches)");
    assertThatThrownBy(() -> new ShardPlan(3, 0))
        .hasMessage("Invalid number of shards: 0 (1 to 3 batches)");
    assertThatThrownBy(() -> new ShardPlan(0, 1))
        .hasMessage("Invalid number of batches: 0 (1 or more)");
  }
}
