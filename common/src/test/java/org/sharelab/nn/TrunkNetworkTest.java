package org.sharelab.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
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
import org.sharelab.model.Architecture;
import org.sharelab.model.ConvMixerSpec;
import org.sharelab.model.FeatureShape;
import org.sharelab.model.ModelDesign;
import org.sharelab.model.Operation;
import org.sharelab.nn.NetworkOptions.Engine;
import org.sharelab.random.Seed;
import org.sharelab.sharing.SharedTensor;
import org.sharelab.sharing.SharingPlan;
import org.sharelab.sharing.SharingRule;
import org.sharelab.sharing.Slot;
import org.sharelab.sharing.Transform;

/** The trunk gives what Deeplearning4j's own layers give, to rounding. */
class TrunkNetworkTest {
  private static final int BATCH = 6;
  private static final List<String> SHARED = List.of("pointwise", "pointwise-bias", "batch-norm");

  private final ConvMixerSpec spec =
      new ConvMixerSpec(
          new FeatureShape(2, 12, 12),
          5,
          20,
          4,
          3,
          2,
          Operation.Activation.Function.GELU,
          ConvMixerSpec.Residual.DEPTHWISE,
          0);
  private final INDArray images = Nd4j.zeros(DataType.FLOAT, BATCH, 2, 12, 12);
  private final INDArray labels = Nd4j.zeros(DataType.FLOAT, BATCH, 5);
  private final TrunkTraining training = new TrunkTraining(images, labels);

  TrunkNetworkTest() {
    Nd4j.getRandom().setSeed(4);
    images.assign(Nd4j.rand(DataType.FLOAT, images.shape()).subi(0.5));
    for (int i = 0; i < BATCH; i++) {
      labels.putScalar(i, i % 5, 1);
    }
  }

  private ModelDesign design(int rate, List<String> components, Transform transform) {
    SharingRule rule =
        new SharingRule.Rate(
            rate,
            SharingRule.Mapping.STRIDED,
            SharingRule.Distribution.UNIFORM,
            SharingRule.Remainder.REJECT);
    var shared = spec.components().stream().filter(c -> components.contains(c.name())).toList();
    return new ModelDesign(
        spec.architecture(), SharingPlan.of(rule, Seed.of(1), shared), transform);
  }

  private static ComputationGraph graph(
      ModelDesign design, Engine engine, ParameterUpdates updates) {
    return TrunkTraining.graph(design, engine, updates);
  }

  private void step(ComputationGraph graph) {
    training.step(graph);
  }

  private void assertSameTraining(ModelDesign design) {
    ComputationGraph layers = graph(design, Engine.LAYERS, ParameterUpdates.plain(new Sgd(0.05)));
    ComputationGraph trunk = graph(design, Engine.TRUNK, ParameterUpdates.plain(new Sgd(0.05)));
    assertClose(trunk.outputSingle(false, images), layers.outputSingle(false, images), 1e-5);
    NetworkParameters expected = NetworkParameters.of(layers, design.architecture());
    NetworkParameters actual = NetworkParameters.of(trunk, design.architecture());
    assertThat(actual.trainable()).isEqualTo(design.uniqueParameters());
    for (int i = 0; i < 3; i++) {
      step(layers);
      step(trunk);
    }
    for (Slot slot : expected.slots()) {
      // Running variances differ by n / (n - 1): the kernels keep PyTorch's unbiased estimate.
      double tolerance = slot.parameter().equals("var") ? 5e-3 : 2e-4;
      assertClose(actual.get(slot), expected.get(slot), tolerance, slot.toString());
    }
    assertClose(trunk.outputSingle(false, images), layers.outputSingle(false, images), 5e-3);
    NativeResources.close(trunk);
    NativeResources.close(layers);
  }

  private static void assertClose(INDArray actual, INDArray expected, double tolerance) {
    assertClose(actual, expected, tolerance, "output");
  }

  /** Largest difference, relative to the largest value. */
  private static void assertClose(
      INDArray actual, INDArray expected, double tolerance, String what) {
    double scale = Math.max(1e-3, expected.amaxNumber().doubleValue());
    double difference = actual.sub(expected).amaxNumber().doubleValue();
    assertThat(difference / scale).as(what).isLessThan(tolerance);
  }

  @Test
  void trainsUnsharedNetworksLikeTheLayers() {
    assertSameTraining(ModelDesign.unshared(spec.architecture()));
  }

  @ParameterizedTest
  @EnumSource(Transform.class)
  void trainsSharedNetworksLikeTheLayers(Transform transform) {
    assertSameTraining(design(2, List.of("pointwise", "pointwise-bias"), transform));
    assertSameTraining(design(4, List.of("pointwise", "depthwise"), transform));
  }

  /** A 1 x 1 convolution that uses the corner of a 3 x 3 one, as sharing by name can demand. */
  @Test
  void trainsSharedCornersLikeTheLayers() {
    Architecture network =
        Architecture.builder("corners", spec.input())
            .then("first", Operation.Convolution.same(8, 3, 1, 1, true))
            .then("activation", new Operation.Activation(Operation.Activation.Function.SILU))
            .then("second", Operation.Convolution.same(8, 3, 2, 1, false))
            .then("third", Operation.Convolution.pointwise(8, true))
            .then("norm", Operation.BatchNorm.STANDARD)
            .then("pool", new Operation.GlobalAveragePool())
            .then("classifier", new Operation.Dense(5, true))
            .build();
    List<SharedTensor.Use> uses =
        List.of(
            new SharedTensor.Use(0, new Slot("third", "W")),
            new SharedTensor.Use(1, new Slot("second", "W")));
    SharingPlan plan = new SharingPlan(List.of(new SharedTensor("kernel", "any", uses)));
    ModelDesign design = new ModelDesign(network, plan, Transform.NONE);

    // the 8 x 8 pointwise weight is no tensor of its own
    assertThat(design.uniqueParameters()).isEqualTo(network.trainableParameters() - 64);
    assertSameTraining(design);
  }

  @Test
  void sharesBatchNormWithItsStatistics() {
    ModelDesign design = design(2, SHARED, Transform.NONE);
    ComputationGraph trunk = graph(design, Engine.TRUNK, ParameterUpdates.plain(new Adam(0.01)));
    step(trunk);
    NetworkParameters parameters = NetworkParameters.of(trunk, design.architecture());
    for (String name : List.of("gamma", "beta", "mean", "var")) {
      INDArray first = parameters.get(new Slot("block0.pointwise.norm", name));
      assertThat(parameters.get(new Slot("block2.pointwise.norm", name))).isEqualTo(first);
      assertThat(parameters.get(new Slot("block1.pointwise.norm", name))).isNotEqualTo(first);
    }
    NativeResources.close(trunk);
  }

  @Test
  void isTheSameWhetherUnsharedOrSharedAtRateOne() {
    ComputationGraph plain =
        graph(
            ModelDesign.unshared(spec.architecture()),
            Engine.TRUNK,
            ParameterUpdates.plain(new Adam(0.01)));
    ModelDesign rateOne = design(1, SHARED, Transform.NONE);
    ComputationGraph shared = graph(rateOne, Engine.TRUNK, ParameterUpdates.plain(new Adam(0.01)));
    training.assertTrainAlike(shared, plain);
  }

  @Test
  void continuesIdenticallyAfterSavingAndLoading(@TempDir Path folder) throws IOException {
    ModelDesign design = design(2, SHARED, Transform.SCALAR);
    ComputationGraph graph = graph(design, Engine.TRUNK, ParameterUpdates.plain(new Adam(0.01)));
    String json = graph.getConfiguration().toJson();
    assertThat(ComputationGraphConfiguration.fromJson(json).toJson()).isEqualTo(json);
    training.assertContinuesAfterLoading(graph, folder);
  }

  @Test
  void clones() {
    ComputationGraph graph =
        graph(design(2, SHARED, Transform.NONE), Engine.TRUNK, ParameterUpdates.plain(new Sgd(1)));
    ComputationGraph copy = graph.clone();
    step(graph);
    step(copy);
    assertThat(copy.params()).isEqualTo(graph.params());
    NativeResources.close(graph);
    NativeResources.close(copy);
  }

  @Test
  void takesBatchesOfAnySize() {
    ComputationGraph graph =
        graph(design(2, SHARED, Transform.NONE), Engine.TRUNK, ParameterUpdates.plain(new Sgd(0)));
    INDArray all = graph.outputSingle(false, images).dup();
    for (int size = 1; size <= BATCH; size++) {
      INDArray some =
          graph.outputSingle(
              false, images.get(org.nd4j.linalg.indexing.NDArrayIndex.interval(0, size)).dup('c'));
      assertThat(some.getDouble(size - 1, 2)).isCloseTo(all.getDouble(size - 1, 2), within(1e-5));
    }
    assertThat(NativeResources.peakBytes(graph)).isPositive();
    NativeResources.close(graph);
  }
}
