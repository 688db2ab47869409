package org.sharelab.analysis.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.data.Batch;
import org.sharelab.data.Batches;
import org.sharelab.data.DataSource;
import org.sharelab.data.DataSources;
import org.sharelab.model.ConvMixerSpec;
import org.sharelab.model.ModelDesign;
import org.sharelab.nn.NetworkOptions.Engine;
import org.sharelab.random.Seed;
import org.sharelab.result.PairSimilarity;
import org.sharelab.sharing.Transform;
import org.sharelab.train.FeatureArrays;
import org.sharelab.train.LabelDistributions;

class GradientPassTest {
  private static final int BATCH = 16;
  private static final LabelDistributions LABELS = new LabelDistributions(10, .1);
  private static final Batches BATCHES = glyphs(7 * BATCH + 5);

  private static Batches glyphs(int images) {
    DataSource glyphs = DataSources.named("glyphs");
    return Batches.inFileOrder(glyphs.load("", images, 10).train(), glyphs.normalization(), BATCH);
  }

  /** Batch norm and dropout, whose results depend on the batch and on the random stream. */
  private static ModelDesign design() {
    DataSource glyphs = DataSources.named("glyphs");
    ConvMixerSpec spec = Networks.convMixer(glyphs.shape(), glyphs.classes(), 4, .5);
    return Networks.shared(spec, Transform.NONE, "pointwise");
  }

  private static ComputationGraph network(Engine engine) {
    return Networks.build(design(), DataType.FLOAT, engine);
  }

  private static GradientPass pass(ComputationGraph graph) {
    return new GradientPass(graph, GradientGroup.perTensor(design()), BATCHES, LABELS, Seed.of(20));
  }

  private static ShardGradients shard(GradientPass pass, ShardPlan plan, int shard) {
    return pass.shard(plan, shard, () -> {}).get(0);
  }

  private static GroupGradients merged(List<ShardGradients> shards) {
    return shards.stream().map(GroupGradients::of).reduce(GroupGradients::plus).orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void givesTheSameBitsInAnyOrderAndOnAnyExecutor(Engine engine) {
    ShardPlan plan = new ShardPlan(BATCHES.count(), 4);
    GradientPass pass = pass(network(engine));
    List<ShardGradients> inOrder =
        plan.numbers().mapToObj(shard -> shard(pass, plan, shard)).toList();
    assertThat(inOrder.stream().mapToLong(ShardGradients::examples).sum()).isEqualTo(7 * BATCH + 5);
    for (int shard = plan.shards() - 1; shard >= 0; shard--) {
      Nd4j.getRandom().setSeed(shard);
      GradientPass elsewhere = pass(network(engine));
      assertThat(shard(elsewhere, plan, shard).isIdenticalTo(inOrder.get(shard))).isTrue();
      assertThat(shard(pass, plan, shard).isIdenticalTo(inOrder.get(shard))).isTrue();
    }
  }

  /** Only the order of summation changes, and only in double precision. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void hardlyDependsOnTheNumberOfShards(Engine engine) {
    GradientPass pass = pass(network(engine));
    List<List<PairSimilarity>> results = new ArrayList<>();
    for (int shards : new int[] {1, 3, 8}) {
      ShardPlan plan = new ShardPlan(BATCHES.count(), shards);
      GroupGradients gradients =
          merged(plan.numbers().mapToObj(shard -> shard(pass, plan, shard)).toList());
      results.add(GroupSimilarity.of(gradients, shards).pairs());
    }
    for (int pair = 0; pair < 6; pair++) {
      double cosine = results.get(0).get(pair).cosine();
      assertThat(Math.abs(cosine)).isLessThan(1);
      assertThat(results.get(1).get(pair).cosine()).isEqualTo(cosine, within(1e-12));
      assertThat(results.get(2).get(pair).cosine()).isEqualTo(cosine, within(1e-12));
    }
  }

  @Test
  void drawsDropoutFromItsSeed() {
    ComputationGraph graph = network(Engine.LAYERS);
    ShardPlan plan = new ShardPlan(BATCHES.count(), 4);
    GradientPass other =
        new GradientPass(graph, GradientGroup.perTensor(design()), BATCHES, LABELS, Seed.of(21));
    assertThat(shard(pass(graph), plan, 0).isIdenticalTo(shard(other, plan, 0))).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void leavesNoTraceInTraining(Engine engine) {
    ComputationGraph undisturbed = network(engine);
    Nd4j.getRandom().setSeed(5);
    train(undisturbed);
    train(undisturbed);

    ComputationGraph measured = network(engine);
    Nd4j.getRandom().setSeed(5);
    train(measured);
    INDArray before = measured.params().dup();
    int iterations = measured.getIterationCount();
    shard(pass(measured), new ShardPlan(BATCHES.count(), 2), 1);
    assertThat(measured.params()).isEqualTo(before);
    assertThat(measured.getIterationCount()).isEqualTo(iterations);
    train(measured);
    assertThat(measured.params()).isEqualTo(undisturbed.params());
  }

  private static void train(ComputationGraph graph) {
    try (FeatureArrays features = new FeatureArrays()) {
      for (Batch batch : BATCHES.range(0, 3)) {
        graph.fit(new INDArray[] {features.of(batch)}, new INDArray[] {LABELS.of(batch.labels())});
      }
    }
  }
}
