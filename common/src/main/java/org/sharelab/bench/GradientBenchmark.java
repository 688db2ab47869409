package org.sharelab.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.sharelab.analysis.gradient.GradientGroup;
import org.sharelab.analysis.gradient.GradientPass;
import org.sharelab.analysis.gradient.GroupGradients;
import org.sharelab.analysis.gradient.GroupSimilarity;
import org.sharelab.analysis.gradient.ShardGradients;
import org.sharelab.analysis.gradient.ShardPlan;
import org.sharelab.check.Checks;
import org.sharelab.data.TrainingBatches;
import org.sharelab.model.ModelDesign;
import org.sharelab.nn.NativeResources;
import org.sharelab.nn.NetworkOptions.Engine;
import org.sharelab.platform.NativeBackend;
import org.sharelab.random.Seed;
import org.sharelab.train.LabelDistributions;
import org.sharelab.train.StopSignal;
import org.sharelab.train.Trainer;

/**
 * What an epoch of gradient similarity costs beside an epoch of training: the same network, images
 * and batches with the fast kernels, in turn, in CPU time of this process.
 */
public final class GradientBenchmark {
  private static final int ROUNDS = 7;
  private static final double NANOSECONDS = 1e9;

  private GradientBenchmark() {}

  /**
   * Measures a case.
   *
   * @param rate of its pointwise convolutions, 2 or more; the uses of each tensor are compared
   */
  public static GradientCost run(BenchmarkCase measured, int rate) {
    Checks.valid(rate >= 2, "Invalid rate: %d (2 or more, or there is nothing to compare)", rate);
    NativeBackend.load();
    NativeBackend.useThreads(StepBenchmark.THREADS);
    ModelDesign design = measured.design(rate);
    ComputationGraph graph = NetworkContestant.graph(measured, Engine.TRUNK, rate);
    try {
      TrainingBatches batches = NetworkContestant.batches(measured, List.of());
      Trainer trainer = new Trainer(graph, batches, NetworkContestant.training(measured.batch()));
      List<Double> training = new ArrayList<>();
      List<Double> similarity = new ArrayList<>();
      for (int epoch = 0; epoch <= ROUNDS; epoch++) {
        int e = epoch;
        double trained = seconds(() -> trainer.epoch(e, StopSignal.never()));
        double compared = seconds(() -> compare(graph, design, batches, e));
        if (epoch > 0) { // the first round warms up
          training.add(trained);
          similarity.add(compared);
        }
      }
      return new GradientCost(
          measured, rate, new StepTimes(training).median(), new StepTimes(similarity).median());
    } finally {
      NativeResources.close(graph);
    }
  }

  private static void compare(
      ComputationGraph graph, ModelDesign design, TrainingBatches batches, int epoch) {
    GradientPass pass =
        new GradientPass(
            graph,
            GradientGroup.perTensor(design),
            batches.epoch(epoch),
            new LabelDistributions(batches.classes(), 0),
            Seed.of(1));
    ShardPlan plan = ShardPlan.of(batches.batchesPerEpoch());
    List<List<ShardGradients>> shards =
        plan.numbers().mapToObj(shard -> pass.shard(plan, shard, StopSignal.never())).toList();
    for (int group = 0; group < shards.get(0).size(); group++) {
      int g = group;
      GroupSimilarity.of(
          shards.stream()
              .map(shard -> GroupGradients.of(shard.get(g)))
              .reduce(GroupGradients::plus)
              .orElseThrow(),
          plan.shards());
    }
  }

  private static double seconds(Runnable work) {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long start = system.getProcessCpuTime();
    work.run();
    return (system.getProcessCpuTime() - start) / NANOSECONDS;
  }
}
