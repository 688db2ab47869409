package org.sharelab.analysis.gradient;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.data.Batch;
import org.sharelab.data.Batches;
import org.sharelab.data.DataSource;
import org.sharelab.data.DataSources;
import org.sharelab.model.ConvMixerSpec;
import org.sharelab.model.ModelDesign;
import org.sharelab.model.Operation.Activation.Function;
import org.sharelab.nn.NetworkOptions.Engine;
import org.sharelab.random.Seed;
import org.sharelab.sharing.Transform;
import org.sharelab.train.FeatureArrays;
import org.sharelab.train.LabelDistributions;

/**
 * What an epoch of gradient similarity costs beside an epoch of training: the same network, images
 * and batches, in turn, in CPU time of the process. Prints; asserts nothing.
 *
 * <pre>mvn -pl common test -Dtest=GradientCostBenchmark -Dsharelab.benchmark=true</pre>
 */
@EnabledIfSystemProperty(named = "sharelab.benchmark", matches = "true")
class GradientCostBenchmark {
  private static final int BATCH = 64;
  private static final int BATCHES = 6;
  private static final int REPETITIONS = 9;
  private static final DataSource DATA = DataSources.named("glyphs");
  private static final LabelDistributions LABELS = new LabelDistributions(DATA.classes(), 0);

  private final Batches batches =
      Batches.inFileOrder(DATA.load("", BATCHES * BATCH, 10).train(), DATA.normalization(), BATCH);
  private final ModelDesign design =
      Networks.shared(
          new ConvMixerSpec(
              DATA.shape(),
              DATA.classes(),
              32,
              8,
              3,
              2,
              Function.GELU,
              ConvMixerSpec.Residual.DEPTHWISE,
              0),
          Transform.NONE,
          "pointwise");
  private ComputationGraph graph;

  @ParameterizedTest
  @EnumSource(Engine.class)
  void comparesCpuTime(Engine engine) {
    graph = Networks.build(design, DataType.FLOAT, engine);
    List<Double> ratios = new ArrayList<>();
    for (int repetition = 0; repetition < REPETITIONS; repetition++) {
      double training = seconds(this::train);
      double similarity = seconds(this::measure);
      ratios.add(similarity / training);
      System.out.printf(
          "training %.2f s, similarity %.2f s, ratio %.3f%n",
          training, similarity, similarity / training);
    }
    Collections.sort(ratios);
    System.out.printf("%s: median ratio %.3f%n", engine, ratios.get(REPETITIONS / 2));
  }

  private void train() {
    for (Batch batch : batches) {
      try (INDArray features = FeatureArrays.of(batch);
          INDArray labels = LABELS.of(batch.labels())) {
        graph.fit(new INDArray[] {features}, new INDArray[] {labels});
      }
    }
  }

  private void measure() {
    GradientPass pass =
        new GradientPass(graph, GradientGroup.perTensor(design), batches, LABELS, Seed.of(1));
    ShardPlan plan = ShardPlan.of(batches.count());
    GroupGradients gradients =
        plan.numbers()
            .mapToObj(shard -> GroupGradients.of(pass.shard(plan, shard, () -> {}).get(0)))
            .reduce(GroupGradients::plus)
            .orElseThrow();
    GroupSimilarity.of(gradients, plan.shards());
  }

  private static double seconds(Runnable work) {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long start = system.getProcessCpuTime();
    work.run();
    return (system.getProcessCpuTime() - start) / 1e9;
  }
}
