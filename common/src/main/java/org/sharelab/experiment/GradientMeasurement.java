package org.sharelab.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.analysis.gradient.CoefficientGradients;
import org.sharelab.analysis.gradient.GradientGroup;
import org.sharelab.analysis.gradient.GradientKind;
import org.sharelab.analysis.gradient.GradientPass;
import org.sharelab.analysis.gradient.GroupGradients;
import org.sharelab.analysis.gradient.ShardGradients;
import org.sharelab.analysis.gradient.ShardPlan;
import org.sharelab.data.Batches;
import org.sharelab.data.TrainingBatches;
import org.sharelab.model.ModelDesign;
import org.sharelab.nn.NetworkOptions.Engine;
import org.sharelab.nn.NetworkParameters;
import org.sharelab.nn.StoreGradients;
import org.sharelab.platform.NativeBackend;
import org.sharelab.sharing.Slot;
import org.sharelab.store.ParameterStore;
import org.sharelab.study.TrialSpec;
import org.sharelab.study.gradient.GradientSpec;
import org.sharelab.study.gradient.MeasuredGroups;
import org.sharelab.train.LabelDistributions;

/**
 * Measures the gradients of a trial's uses, one shard of the data at a time.
 *
 * <p>A shard depends on the trial, the snapshot and its number alone: where it is computed, and
 * what was computed there before, make no difference. Memory is that of the network and of one
 * gradient per use, in double precision.
 *
 * <pre>{@code
 * try (GradientMeasurement measurement = GradientMeasurement.open(trial, gradient, threads)) {
 *   for (ShardGradients shard : measurement.shard(snapshot, 3)) { ... }
 * }
 * }</pre>
 */
public final class GradientMeasurement implements AutoCloseable {
  private final TrialSpec spec;
  private final GradientSpec gradient;
  private final TrainingBatches batches;
  private final List<GradientGroup> groups;
  private final TrialNetwork network;

  /** What is measured: the trial's network, or one that borrows more weights from its store. */
  private final TrialNetwork measured;

  private GradientMeasurement(TrialSpec spec, GradientSpec gradient) {
    this.spec = spec;
    this.gradient = gradient;
    this.batches = Experiment.trainingBatches(spec, Datasets.load(spec.data()));
    this.groups = MeasuredGroups.of(spec.design(), gradient);
    this.network = TrialNetwork.build(spec, batches.batchesPerEpoch(), Engine.TRUNK);
    ModelDesign design = MeasuredGroups.withAllUses(spec.design(), groups);
    this.measured =
        design == spec.design()
            ? network
            : TrialNetwork.build(spec, design, batches.batchesPerEpoch(), Engine.TRUNK);
  }

  /**
   * Builds the network of a trial and reads its data.
   *
   * @param threads native threads
   */
  public static GradientMeasurement open(TrialSpec spec, GradientSpec gradient, int threads) {
    NativeBackend.load();
    NativeBackend.useThreads(threads);
    return new GradientMeasurement(spec, gradient);
  }

  /** Shards that the data of each measurement is cut into, S. */
  public static int shards(TrialSpec spec, GradientSpec gradient) {
    return plan(gradient, spec.training().stepsPerEpoch(spec.data().trainImages())).shards();
  }

  private static ShardPlan plan(GradientSpec gradient, int batchesPerEpoch) {
    int batches = gradient.images() == GradientSpec.Images.BATCH ? 1 : batchesPerEpoch;
    return new ShardPlan(batches, Math.min(batches, gradient.shards()));
  }

  /**
   * One shard of one measurement: the batches that training would see next.
   *
   * @param shard its number, 0 to S - 1
   * @return one per group and kind of gradient, always in the same order
   * @throws org.sharelab.train.TrainingStopped if the thread was interrupted
   */
  public List<ShardGradients> shard(ParameterSnapshot snapshot, int shard) {
    restore(snapshot);
    int epoch = snapshot.epoch();
    Batches all = batches.epoch(epoch);
    ShardPlan plan = plan(gradient, all.count());
    LabelDistributions labels =
        new LabelDistributions(batches.classes(), spec.training().labelSmoothing());
    GradientPass pass =
        new GradientPass(
            measured.graph(),
            groups,
            all.range(0, plan.batches()),
            labels,
            spec.replicateSeed().derive("gradient", epoch));
    List<ShardGradients> tensors = pass.shard(plan, shard, new TimeLimit(0));
    List<ShardGradients> shards = new ArrayList<>();
    if (gradient.kinds().contains(GradientKind.TENSOR)) {
      shards.addAll(tensors);
    }
    if (gradient.kinds().contains(GradientKind.COEFFICIENT)) {
      shards.addAll(coefficients(tensors));
    }
    return shards;
  }

  private List<ShardGradients> coefficients(List<ShardGradients> tensors) {
    ParameterStore store = StoreGradients.doubleCopy(measured.graph());
    return tensors.stream()
        .filter(shard -> hasCoefficients(store, shard.group()))
        .flatMap(
            shard -> CoefficientGradients.of(store, GroupGradients.of(shard)).shards().stream())
        .toList();
  }

  private static boolean hasCoefficients(ParameterStore store, GradientGroup group) {
    return group.members().stream()
        .noneMatch(member -> store.spec().coefficients(member.slot()).isEmpty());
  }

  private void restore(ParameterSnapshot snapshot) {
    snapshot.restore(network.graph());
    if (measured != network) {
      NetworkParameters from = NetworkParameters.of(network.graph(), spec.design().architecture());
      NetworkParameters to = NetworkParameters.of(measured.graph(), spec.design().architecture());
      Map<String, INDArray> tensors = to.storeTensors();
      from.storeTensors().forEach((name, values) -> tensors.get(name).assign(values));
      for (Slot slot : from.slots()) {
        if (spec.design().plan().groupOf(slot).isEmpty()) {
          to.set(slot, from.get(slot));
        }
      }
    }
  }

  @Override
  public void close() {
    network.close();
    if (measured != network) {
      measured.close();
    }
  }
}
