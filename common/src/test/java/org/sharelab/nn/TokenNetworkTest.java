package org.sharelab.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.sharelab.model.DeitSpec;
import org.sharelab.model.FeatureShape;
import org.sharelab.model.ModelDesign;
import org.sharelab.nn.NetworkOptions.Engine;
import org.sharelab.random.Seed;
import org.sharelab.sharing.Component;
import org.sharelab.sharing.SharedTensor;
import org.sharelab.sharing.SharingPlan;
import org.sharelab.sharing.SharingRule;
import org.sharelab.sharing.Slot;
import org.sharelab.sharing.Transform;

/** Graphs of transformers share, count, save and continue like those of convolutions. */
class TokenNetworkTest {
  private static final int BATCH = 5;
  private static final DeitSpec SPEC = new DeitSpec(new FeatureShape(2, 8, 8), 3, 12, 4, 3, 2, 4);

  private final INDArray images = Nd4j.zeros(DataType.FLOAT, BATCH, 2, 8, 8);
  private final INDArray labels = Nd4j.zeros(DataType.FLOAT, BATCH, 3);
  private final TrunkTraining training = new TrunkTraining(images, labels);

  TokenNetworkTest() {
    Nd4j.getRandom().setSeed(4);
    images.assign(Nd4j.rand(DataType.FLOAT, images.shape()).subi(0.5));
    for (int i = 0; i < BATCH; i++) {
      labels.putScalar(i, i % 3, 1);
    }
  }

  /** Everything that can be shared, block i with block i + 4 / rate. */
  private static ModelDesign design(int rate, Transform transform) {
    SharingRule rule =
        new SharingRule.Rate(
            rate,
            SharingRule.Mapping.STRIDED,
            SharingRule.Distribution.UNIFORM,
            SharingRule.Remainder.REJECT);
    return new ModelDesign(
        SPEC.architecture(), SharingPlan.of(rule, Seed.of(1), SPEC.components()), transform);
  }

  private static ComputationGraph graph(ModelDesign design, ParameterUpdates updates) {
    return TrunkTraining.graph(design, Engine.TRUNK, updates);
  }

  private void step(ComputationGraph graph) {
    training.step(graph);
  }

  /**
   * Of a block: qkv 12 x 36 + 36, proj 12 x 12 + 12, fc1 12 x 24 + 24, fc2 24 x 12 + 12, two norms
   * of 24. Besides: patches 32 x 12 + 12, class token 12, 5 positions of 12, norm 24, classifier 12
   * x 3 + 3.
   */
  @Test
  void holdsEachSharedTensorOnce() {
    int block = 468 + 156 + 312 + 300 + 48;
    int rest = 396 + 12 + 60 + 24 + 39;
    for (int rate : new int[] {1, 2, 4}) {
      ModelDesign design = design(rate, Transform.NONE);
      ComputationGraph graph = graph(design, ParameterUpdates.plain(new Adam(0.01)));
      assertThat(design.uniqueParameters()).isEqualTo(4 / rate * block + rest);
      assertThat(NetworkParameters.of(graph, design.architecture()).trainable())
          .isEqualTo(design.uniqueParameters());
      assertThat(graph.numParams()).isEqualTo(design.uniqueParameters());
      step(graph);
      assertThat(graph.updaterState().length()).isEqualTo(2 * design.uniqueParameters());
      NativeResources.close(graph);
    }
  }

  /** With plain gradient descent a shared tensor moves by the sum of what tied copies move by. */
  @ParameterizedTest
  @EnumSource(SharingRule.Mapping.class)
  void movesBySumOverTiedCopies(SharingRule.Mapping mapping) {
    SharingRule rule =
        new SharingRule.Rate(
            2, mapping, SharingRule.Distribution.UNIFORM, SharingRule.Remainder.REJECT);
    SharingPlan plan = SharingPlan.of(rule, Seed.of(1), SPEC.components());
    ModelDesign design = new ModelDesign(SPEC.architecture(), plan, Transform.NONE);
    ModelDesign unshared = ModelDesign.unshared(SPEC.architecture());
    ComputationGraph shared = graph(design, ParameterUpdates.plain(new Sgd(1)));
    ComputationGraph twin = graph(unshared, ParameterUpdates.plain(new Sgd(1)));
    NetworkParameters ours = NetworkParameters.of(shared, design.architecture());
    NetworkParameters theirs = NetworkParameters.of(twin, design.architecture());
    ours.slots().forEach(slot -> theirs.set(slot, ours.get(slot)));
    Map<Slot, INDArray> before = ours.slots().stream().collect(Collectors.toMap(s -> s, ours::get));

    step(shared);
    step(twin);

    assertThat(shared.score()).isCloseTo(twin.score(), within(1e-6));
    assertThat(plan.tensors()).hasSize(2 * (4 + 4 + 4));
    for (SharedTensor tensor : plan.tensors()) {
      Slot first = tensor.uses().get(0).slot();
      INDArray sum = Nd4j.zeros(before.get(first).shape());
      for (SharedTensor.Use use : tensor.uses()) {
        sum.addi(theirs.get(use.slot()).sub(before.get(first)));
      }
      INDArray moved = ours.get(first).sub(before.get(first));
      double scale = sum.amaxNumber().doubleValue();
      assertThat(scale).as(tensor.id()).isGreaterThan(1e-5);
      assertThat(moved.sub(sum).amaxNumber().doubleValue() / scale)
          .as(tensor.id())
          .isLessThan(1e-3); // parameters of 0.3 are rounded to 3e-8, movements are from 1e-4
    }
    NativeResources.close(shared);
    NativeResources.close(twin);
  }

  @Test
  void isTheSameWhetherUnsharedOrSharedAtRateOne() {
    ModelDesign unshared = ModelDesign.unshared(SPEC.architecture());
    ComputationGraph plain = graph(unshared, ParameterUpdates.plain(new Adam(0.01)));
    ComputationGraph shared =
        graph(design(1, Transform.NONE), ParameterUpdates.plain(new Adam(0.01)));
    training.assertTrainAlike(shared, plain);
  }

  @ParameterizedTest
  @EnumSource(Transform.class)
  void continuesIdenticallyAfterSavingAndLoading(Transform transform, @TempDir Path folder)
      throws IOException {
    training.assertContinuesAfterLoading(
        graph(design(2, transform), ParameterUpdates.plain(new Adam(0.01))), folder);
  }

  @Test
  void trainsWithAnyComponentShared() {
    for (Component component : SPEC.components()) {
      SharingRule all = new SharingRule.Table(List.of(List.of(0, 1, 2, 3)));
      ModelDesign design =
          new ModelDesign(
              SPEC.architecture(),
              SharingPlan.of(all, Seed.of(1), List.of(component)),
              Transform.NONE);
      ComputationGraph graph = graph(design, ParameterUpdates.plain(new Adam(0.01)));
      step(graph);
      double first = graph.score();
      for (int i = 0; i < 5; i++) {
        step(graph);
      }
      assertThat(graph.score()).as(component.name()).isLessThan(first);
      NativeResources.close(graph);
    }
  }
}
