package org.sharelab.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.sharelab.check.ValidationException;
import org.sharelab.model.Architecture;
import org.sharelab.model.DeitSpec;
import org.sharelab.model.FeatureShape;
import org.sharelab.model.MlpSpec;
import org.sharelab.model.ModelDesign;
import org.sharelab.model.Operation;
import org.sharelab.model.Operation.Activation.Function;
import org.sharelab.model.ParameterSpec.Role;
import org.sharelab.nn.NetworkOptions.Engine;
import org.sharelab.random.Seed;
import org.sharelab.sharing.SharingPlan;
import org.sharelab.sharing.SharingRule;
import org.sharelab.sharing.Slot;
import org.sharelab.sharing.Transform;
import org.sharelab.store.Initialization;

class NetworkBuilderTest {
  private static final FeatureShape IMAGE = new FeatureShape(2, 6, 6);
  private static final String[] SHARED = {
    "pointwise", "pointwise-bias", "depthwise", "depthwise-bias", "batch-norm"
  };

  /**
   * Strided and padded convolutions, squeeze and excite, both pools, all activations, dropout 0.
   */
  private static Architecture everything() {
    return Architecture.builder("everything", IMAGE)
        .then("stem", Operation.Convolution.same(4, 3, 1, 1, true))
        .then("silu", new Operation.Activation(Function.SILU))
        .add("pooled", new Operation.GlobalAveragePool(), "silu")
        .then("squeeze", new Operation.Dense(2, true))
        .then("gelu", new Operation.Activation(Function.GELU))
        .then("excite", new Operation.Dense(4, true))
        .then("gate", new Operation.Activation(Function.SIGMOID))
        .add("scaled", new Operation.Scale(), "silu", "gate")
        .then("mean", new Operation.Pool(false, 3, 1, 1))
        .add("sum", new Operation.Add(), "mean", "scaled", "silu")
        .then("norm", Operation.BatchNorm.STANDARD)
        .then("depthwise", Operation.Convolution.same(4, 2, 1, 4, false))
        .then("maximum", new Operation.Pool(true, 2, 2, 0))
        .then("strided", Operation.Convolution.same(3, 3, 2, 1, false))
        .then("pool", new Operation.GlobalAveragePool())
        .then("dropout", new Operation.Dropout(0))
        .then("classifier", new Operation.Dense(3, true))
        .build();
  }

  private static DataSet batch(DataType type) {
    INDArray images = Slopes.random(4 * IMAGE.size(), 3).reshape(4, 2, 6, 6);
    INDArray labels = Nd4j.createFromArray(1.0, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0).reshape(4, 3);
    return new DataSet(images.castTo(type), labels.castTo(type));
  }

  @Test
  void buildsEveryOperationWithRightGradients() {
    ComputationGraph graph =
        NetworkBuilder.build(ModelDesign.unshared(everything()), ConvMixers.doubleOptions());
    assertThat(graph.getVertex(StoreWiring.STORE)).isNull();
    Slopes.perturb(graph, 0.2);
    Slopes.check(graph, batch(DataType.DOUBLE), 6, "everything");
    assertThat(NetworkParameters.of(graph, everything()).trainable())
        .isEqualTo(everything().trainableParameters());
  }

  @Test
  void perceptronsHaveRightGradientsAndSharing() {
    MlpSpec spec = new MlpSpec(IMAGE, 3, 5, 4, Function.GELU, true);
    SharingRule allThree = new SharingRule.Table(List.of(List.of(0, 1, 2)));
    ModelDesign design =
        new ModelDesign(
            spec.architecture(),
            SharingPlan.of(allThree, Seed.of(1), spec.components()),
            Transform.NONE);
    // 2 * 6 * 6 pixels -> 5, then 5 -> 5 three times with one weight and bias, 5 -> 3
    assertThat(design.uniqueParameters()).isEqualTo(72 * 5 + 5 + 25 + 5 + 15 + 3);
    ComputationGraph graph = NetworkBuilder.build(design, ConvMixers.doubleOptions());
    Slopes.perturb(graph, 0.2);
    Slopes.check(graph, batch(DataType.DOUBLE), 6, "perceptron");
  }

  /** Pixel (c, h, w) of 2 x 6 x 6 meets row 36 c + 6 h + w of the first weight. */
  @Test
  void flattensChannelByChannel() {
    Architecture net = new MlpSpec(IMAGE, 3, 1, 1, Function.RELU, false).architecture();
    ComputationGraph graph =
        NetworkBuilder.build(ModelDesign.unshared(net), ConvMixers.doubleOptions());
    INDArray weight = Nd4j.zeros(DataType.DOUBLE, 72, 1);
    weight.putScalar(36 + 6 * 4 + 5, 1);
    NetworkParameters.of(graph, net).set(new Slot("block0.dense", "W"), weight);
    INDArray images = batch(DataType.DOUBLE).getFeatures();
    INDArray hidden = graph.feedForward(images, false).get("block0.activation");
    for (int image = 0; image < 4; image++) {
      assertThat(hidden.reshape(4).getDouble(image))
          .isEqualTo(Math.max(0, images.getDouble(image, 1, 4, 5)));
    }
  }

  @Test
  void eachEngineLeavesToTheOtherWhatItCannotRun() {
    Architecture perceptron = new MlpSpec(IMAGE, 3, 5, 4, Function.RELU, true).architecture();
    Architecture transformer = new DeitSpec(IMAGE, 3, 4, 1, 2, 4, 3).architecture();
    Architecture linear =
        Architecture.builder("linear", IMAGE)
            .then("flatten", new Operation.Flatten())
            .then("classifier", new Operation.Dense(3, true))
            .build();
    assertThat(Engine.TRUNK.orOther(perceptron)).isEqualTo(Engine.TRUNK);
    assertThat(Engine.LAYERS.orOther(perceptron)).isEqualTo(Engine.LAYERS);
    assertThat(Engine.TRUNK.orOther(transformer)).isEqualTo(Engine.TRUNK);
    assertThat(Engine.LAYERS.orOther(transformer)).isEqualTo(Engine.TRUNK);
    assertThat(Engine.TRUNK.orOther(linear)).isEqualTo(Engine.LAYERS); // nothing before it
  }

  /** The fast single-precision paths against the plain double-precision ones. */
  @Test
  void singlePrecisionAgreesWithDouble() {
    for (ModelDesign design :
        List.of(
            ModelDesign.unshared(everything()),
            ConvMixers.of(IMAGE, 3, 4, 3, 4, 2).shared(3, Transform.CHANNEL, SHARED))) {
      ComputationGraph exact = NetworkBuilder.build(design, ConvMixers.doubleOptions());
      ComputationGraph fast = NetworkBuilder.build(design, ConvMixers.floatOptions());
      fast.params().assign(exact.params().castTo(DataType.FLOAT));
      INDArray expected = gradient(exact, batch(DataType.DOUBLE));
      INDArray actual = gradient(fast, batch(DataType.FLOAT)).castTo(DataType.DOUBLE);
      double scale = expected.amaxNumber().doubleValue();
      assertThat(actual.sub(expected).amaxNumber().doubleValue()).isLessThan(2e-5 * scale);
    }
  }

  private static INDArray gradient(ComputationGraph graph, DataSet batch) {
    graph.setInputs(batch.getFeatures());
    graph.setLabels(batch.getLabels());
    graph.computeGradientAndScore();
    return graph.gradient().gradient().dup();
  }

  /** A 2 x 2 kernel of ones on an image of ones: the odd cell of padding is below and right. */
  @Test
  void padsEvenKernelsAfter() {
    Architecture architecture =
        Architecture.builder("even", new FeatureShape(1, 2, 2))
            .then("conv", Operation.Convolution.same(1, 2, 1, 1, false))
            .then("pool", new Operation.GlobalAveragePool())
            .then("classifier", new Operation.Dense(2, false))
            .build();
    ComputationGraph graph =
        NetworkBuilder.build(ModelDesign.unshared(architecture), ConvMixers.doubleOptions());
    NetworkParameters.of(graph, architecture)
        .set(new Slot("conv", "W"), Nd4j.ones(DataType.DOUBLE, 1, 1, 2, 2));
    INDArray output = graph.feedForward(Nd4j.ones(DataType.DOUBLE, 1, 1, 2, 2), false).get("conv");
    assertThat(output.reshape(4).toDoubleVector()).containsExactly(4, 2, 2, 1);
  }

  /** Without a gradient a step is decay alone: learning rate 0.5 times decay 0.1 of the value. */
  @Test
  void decaysParametersByRole() {
    for (Set<Role> roles :
        List.of(ParameterUpdates.WEIGHTS, ParameterUpdates.EVERYTHING, Set.<Role>of())) {
      for (String[] components : List.of(new String[0], SHARED)) {
        ConvMixers network = ConvMixers.tiny(2);
        ModelDesign design =
            components.length == 0
                ? network.plain()
                : network.shared(2, Transform.NONE, components);
        ComputationGraph decayed = oneStep(design, roles, 0.1);
        ComputationGraph free = oneStep(design, roles, 0);
        NetworkParameters start = parameters(oneStep(design, roles, Double.NaN), design);
        for (Slot slot : start.slots()) {
          Role role = design.parameter(slot).role();
          double factor = roles.contains(role) ? 0.05 : 0;
          INDArray difference =
              parameters(free, design).get(slot).sub(parameters(decayed, design).get(slot));
          assertThat(difference.equalsWithEps(start.get(slot).mul(factor), 1e-12))
              .as("%s (%s) with decay on %s", slot, role, roles)
              .isTrue();
        }
      }
    }
  }

  private static NetworkParameters parameters(ComputationGraph graph, ModelDesign design) {
    return NetworkParameters.of(graph, design.architecture());
  }

  /** Not a number: no step at all. */
  private static ComputationGraph oneStep(ModelDesign design, Set<Role> roles, double decay) {
    var options =
        new NetworkOptions(
            DataType.DOUBLE,
            Seed.of(1),
            ParameterUpdates.decoupledDecay(new Sgd(0.5), Double.isNaN(decay) ? 0 : decay, roles),
            Initialization.UNIFORM_FAN_IN);
    ComputationGraph graph = NetworkBuilder.build(design, options);
    if (!Double.isNaN(decay)) {
      graph.fit(SharedGradientTest.batch(ConvMixers.tiny(2), 4));
    }
    return graph;
  }

  @Test
  void initialValuesOfCommonTensorsDoNotDependOnTheSharing() {
    ConvMixers network = ConvMixers.tiny(4);
    ComputationGraph plain = NetworkBuilder.build(network.plain(), ConvMixers.floatOptions());
    ModelDesign design = network.shared(2, Transform.CHANNEL, "pointwise");
    ComputationGraph shared = NetworkBuilder.build(design, ConvMixers.floatOptions());
    for (String layer : List.of("patch", "block3.depthwise", "block0.pointwise", "classifier")) {
      Slot slot = new Slot(layer, "W");
      assertThat(parameters(shared, design).get(slot))
          .isEqualTo(parameters(plain, design).get(slot));
    }
    assertThat(parameters(shared, design).get(new Slot("block1.pointwise", "W")))
        .isEqualTo(parameters(plain, design).get(new Slot("block0.pointwise", "W")));
  }

  @Test
  void setsAndGetsAnySlotInOneLayout() {
    ModelDesign design = ConvMixers.tiny(2).shared(2, Transform.NONE, SHARED);
    for (ModelDesign each : List.of(design, ConvMixers.tiny(2).plain())) {
      ComputationGraph graph = NetworkBuilder.build(each, ConvMixers.doubleOptions());
      NetworkParameters parameters = parameters(graph, each);
      for (Slot slot : parameters.slots()) {
        long[] shape =
            each.parameter(slot).shape().stream().mapToLong(Integer::longValue).toArray();
        INDArray values = Slopes.random(each.parameter(slot).size(), 4).reshape(shape);
        parameters.set(slot, values);
        assertThat(parameters.get(slot)).isEqualTo(values);
        assertThatThrownBy(() -> parameters.set(slot, Nd4j.ones(DataType.DOUBLE, 7)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith(slot + " has the shape [");
      }
    }
  }

  @Test
  void refusesToSetComputedWeights() {
    ModelDesign design = ConvMixers.tiny(2).shared(2, Transform.SCALAR, "pointwise");
    NetworkParameters parameters =
        parameters(NetworkBuilder.build(design, ConvMixers.doubleOptions()), design);
    Slot slot = new Slot("block1.pointwise", "W");
    assertThatThrownBy(() -> parameters.set(slot, parameters.get(slot)))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Cannot set block1.pointwise/W: it is computed from other tensors");
    parameters.storeTensors().get("pointwise/0").assign(2);
    parameters.storeTensors().get("scale/block1.pointwise/W").assign(3);
    assertThat(parameters.get(slot).meanNumber().doubleValue()).isCloseTo(6, within(1e-12));
  }

  @Test
  void refusesWhatItCannotTrain() {
    Architecture grouped =
        Architecture.builder("grouped", new FeatureShape(4, 6, 6))
            .then("conv", Operation.Convolution.same(4, 3, 1, 2, true))
            .then("pool", new Operation.GlobalAveragePool())
            .then("classifier", new Operation.Dense(2, true))
            .build();
    assertRefused(
        grouped,
        "Cannot train conv: a convolution in 2 groups of 2 channels (dense or depthwise ones)");
    Architecture headless =
        Architecture.builder("headless", IMAGE)
            .then("pool", new Operation.GlobalAveragePool())
            .build();
    assertRefused(headless, "Cannot train headless: its last layer, pool, is no dense layer");
  }

  private static void assertRefused(Architecture architecture, String message) {
    assertThatThrownBy(
            () ->
                NetworkBuilder.configuration(
                    ModelDesign.unshared(architecture), ConvMixers.doubleOptions()))
        .isInstanceOf(ValidationException.class)
        .hasMessage(message);
    assertThatThrownBy(
            () ->
                new NetworkOptions(
                    DataType.INT32,
                    Seed.of(1),
                    ParameterUpdates.plain(new Sgd(1)),
                    Initialization.KAIMING_NORMAL))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid data type: INT (FLOAT or DOUBLE)");
  }
}
