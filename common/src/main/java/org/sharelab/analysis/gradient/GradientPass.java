package org.sharelab.analysis.gradient;

import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.data.Batch;
import org.sharelab.data.Batches;
import org.sharelab.nn.StoreGradients;
import org.sharelab.random.Seed;
import org.sharelab.train.FeatureArrays;
import org.sharelab.train.LabelDistributions;
import org.sharelab.train.StopSignal;

/**
 * One pass over the training data with frozen parameters that measures the gradient of every use.
 *
 * <p>The network runs as in training, batch norm with the statistics of the batch and dropout on,
 * but afterwards everything is as it was: parameters, running statistics, updater state, iteration
 * count, and the random stream that training draws dropout from. A pass can therefore stand between
 * two epochs of training without a trace.
 *
 * <pre>{@code
 * ShardPlan plan = ShardPlan.of(batches.count());
 * for (ShardGradients gradients : pass.shard(plan, 3, signal)) { ... }
 * }</pre>
 */
public final class GradientPass {
  private final ComputationGraph graph;
  private final List<GradientGroup> groups;
  private final Batches batches;
  private final LabelDistributions labels;
  private final Seed dropout;

  /**
   * Prepares a pass; nothing is computed yet.
   *
   * @param graph whose store serves all uses of the groups; not for other use while a shard is
   *     computed
   * @param batches of the whole pass, the same in every task
   * @param labels as the trial trains with
   * @param dropout seed of the pass: in batch b layers draw from {@code dropout.derive("batch",
   *     b)}; trunks draw from their own seed, as in training step b
   */
  public GradientPass(
      ComputationGraph graph,
      List<GradientGroup> groups,
      Batches batches,
      LabelDistributions labels,
      Seed dropout) {
    this.graph = graph;
    this.groups = List.copyOf(groups);
    this.batches = batches;
    this.labels = labels;
    this.dropout = dropout;
  }

  /**
   * Computes one shard, batch after batch; depends on the plan and the number of the shard, not on
   * which shards this process computed before.
   *
   * @param plan over the batches of this pass
   * @return one per group, in the order of the groups
   */
  public List<ShardGradients> shard(ShardPlan plan, int shard, StopSignal signal) {
    if (graph.getFlattenedGradients() == null) {
      graph.initGradientsView();
    }
    try (UseGradientSums sums = new UseGradientSums(groups);
        NetworkState state = NetworkState.of(graph)) {
      StoreGradients.Observation observation = StoreGradients.observe(graph, sums);
      try {
        long examples = backward(plan.start(shard), plan.start(shard + 1), state, signal);
        return sums.shard(shard, examples);
      } finally {
        observation.close();
      }
    }
  }

  /** Batches {@code from} to before {@code to}; the number of their examples. */
  private long backward(int from, int to, NetworkState state, StopSignal signal) {
    long examples = 0;
    int index = from;
    try (FeatureArrays arrays = new FeatureArrays()) {
      for (Batch batch : batches.range(from, to)) {
        signal.check();
        state.beforeBatch(index, dropout.derive("batch", index));
        backward(arrays.of(batch), batch.labels());
        examples += batch.size();
        index++;
      }
    }
    return examples;
  }

  private void backward(INDArray features, int[] classes) {
    try (INDArray targets = labels.of(classes)) {
      graph.setInputs(features);
      graph.setLabels(targets);
      graph.computeGradientAndScore();
    }
  }
}
