package org.sharelab.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.sharelab.check.ValidationException;
import org.sharelab.model.ParameterSpec;
import org.sharelab.model.ParameterSpec.Role;
import org.sharelab.sharing.Slot;
import org.sharelab.store.HardStoreSpec;
import org.sharelab.store.StoreSpec;
import org.sharelab.store.StoredTensor;

/** Stock Deeplearning4j layers of many kinds borrow their parameters. */
class StoreWiringTest {
  /** The gradient check insists on this default. */
  @BeforeEach
  void useDoubles() {
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
  }

  @AfterEach
  void restoreDefault() {
    Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
  }

  static Stream<Arguments> layers() {
    InputType vector = InputType.feedForward(4);
    InputType series = InputType.recurrent(4, 5);
    InputType image = InputType.convolutional(4, 4, 2);
    return Stream.of(
        Arguments.of(dense(), vector, List.of("W", "b")),
        Arguments.of(dense(), vector, List.of("b")),
        Arguments.of(
            new DenseLayer.Builder().nOut(4).activation(Activation.TANH).hasLayerNorm(true).build(),
            vector,
            List.of("W", "g")),
        Arguments.of(new LSTM.Builder().nOut(4).build(), series, List.of("W", "RW", "b")),
        Arguments.of(new LSTM.Builder().nOut(4).build(), series, List.of("RW")),
        Arguments.of(
            new SimpleRnn.Builder().nOut(4).activation(Activation.TANH).build(),
            series,
            List.of("W", "b")),
        Arguments.of(
            new Bidirectional(Bidirectional.Mode.ADD, new LSTM.Builder().nOut(4).build()),
            series,
            List.of("fW", "bRW")),
        Arguments.of(
            new Convolution1DLayer.Builder(3)
                .nOut(4)
                .padding(1)
                .activation(Activation.TANH)
                .build(),
            series,
            List.of("W")),
        Arguments.of(
            new ConvolutionLayer.Builder(3, 3)
                .nOut(2)
                .padding(1, 1)
                .activation(Activation.TANH)
                .build(),
            image,
            List.of("W", "b")),
        Arguments.of(
            new SeparableConvolution2D.Builder(3, 3)
                .nOut(2)
                .padding(1, 1)
                .activation(Activation.TANH)
                .build(),
            image,
            List.of("W", "pW")));
  }

  private static DenseLayer dense() {
    return new DenseLayer.Builder().nOut(4).activation(Activation.TANH).build();
  }

  @ParameterizedTest
  @MethodSource("layers")
  void anyLayerBorrows(Layer layer, InputType input, List<String> parameters) {
    ComputationGraphConfiguration plain = twice(layer, input, new NoOp());
    StoreSpec store = sharedBetween(plain, List.of("one", "two"), parameters);
    ComputationGraph graph =
        new ComputationGraph(StoreWiring.share(plain, store, ParameterUpdates.plain(new NoOp())));
    graph.init();
    graph.params().assign(Slopes.random(graph.params().length(), 1).muli(0.5));
    ComputationGraph twin = new ComputationGraph(plain);
    twin.init();
    copy(graph, twin);
    DataSet batch = batch(input);
    Slopes.check(twin, batch, 6, "twin");

    assertThat(graph.params().length()).isEqualTo(twin.params().length() - store.size());
    assertThat(graph.numParams()).isEqualTo(graph.params().length());
    assertThat(graph.outputSingle(batch.getFeatures()))
        .isEqualTo(twin.outputSingle(batch.getFeatures()));
    Slopes.check(graph, batch, 6, layer.getClass().getSimpleName() + " " + parameters);
  }

  /** The library's own check, scalar by scalar. */
  @Test
  void passesTheGradientCheckOfTheLibrary() {
    InputType input = InputType.recurrent(4, 5);
    ComputationGraphConfiguration plain =
        twice(new LSTM.Builder().nOut(4).build(), input, new NoOp());
    StoreSpec store = sharedBetween(plain, List.of("one", "two"), List.of("W", "RW"));
    ComputationGraph graph =
        new ComputationGraph(StoreWiring.share(plain, store, ParameterUpdates.plain(new NoOp())));
    graph.init();
    graph.params().assign(Slopes.random(graph.params().length(), 1).muli(0.5));
    DataSet batch = batch(input);
    assertThat(
            GradientCheckUtil.checkGradients(
                new GradientCheckUtil.GraphConfig()
                    .net(graph)
                    .inputs(new INDArray[] {batch.getFeatures()})
                    .labels(new INDArray[] {batch.getLabels()})))
        .isTrue();
  }

  /** Two layers of one kind, then an output layer. */
  private static ComputationGraphConfiguration twice(
      Layer layer, InputType input, IUpdater updater) {
    boolean series = input.getType() == InputType.Type.RNN;
    return new NeuralNetConfiguration.Builder()
        .dataType(DataType.DOUBLE)
        .seed(1)
        .updater(updater)
        .graphBuilder()
        .addInputs("in")
        .addLayer("one", layer.clone(), "in")
        .addLayer("two", layer.clone(), "one")
        .addLayer(
            "out",
            series
                ? new RnnOutputLayer.Builder(LossFunction.MCXENT)
                    .nOut(3)
                    .activation(Activation.SOFTMAX)
                    .build()
                : new OutputLayer.Builder(LossFunction.MCXENT)
                    .nOut(3)
                    .activation(Activation.SOFTMAX)
                    .build(),
            "two")
        .setOutputs("out")
        .setInputTypes(input)
        .build();
  }

  private static StoreSpec sharedBetween(
      ComputationGraphConfiguration plain, List<String> layers, List<String> parameters) {
    ComputationGraph probe = new ComputationGraph(plain.clone());
    probe.init();
    return new HardStoreSpec(
        parameters.stream()
            .map(
                parameter -> {
                  INDArray like = probe.getLayer(layers.get(0)).paramTable().get(parameter);
                  List<Integer> shape =
                      LongStream.of(like.shape()).mapToObj(Math::toIntExact).toList();
                  return StoredTensor.trained(
                      new ParameterSpec("shared_" + parameter, shape, Role.WEIGHT, 4),
                      layers.stream().map(layer -> new Slot(layer, parameter)).toList());
                })
            .toList());
  }

  /** Every layer's parameters as the sharing layer sees them. */
  private static void copy(ComputationGraph from, ComputationGraph to) {
    for (var layer : to.getLayers()) {
      String name = layer.conf().getLayer().getLayerName();
      layer.paramTable().forEach((key, array) -> array.assign(from.getLayer(name).getParam(key)));
    }
  }

  private static DataSet batch(InputType input) {
    long[] shape = input.getShape(true);
    shape[0] = 3;
    INDArray features = Slopes.random(3 * input.arrayElementsPerExample(), 2).reshape(shape);
    boolean series = input.getType() == InputType.Type.RNN;
    INDArray labels =
        series ? Nd4j.zeros(DataType.DOUBLE, 3, 3, 5) : Nd4j.eye(3).castTo(DataType.DOUBLE);
    for (int t = 0; series && t < 5; t++) {
      for (int i = 0; i < 3; i++) {
        labels.putScalar(new int[] {i, (i + t) % 3, t}, 1);
      }
    }
    return new DataSet(features, labels);
  }

  @Test
  void outputLayerTiesItsWeightsToAHiddenLayer() {
    ComputationGraphConfiguration plain =
        new NeuralNetConfiguration.Builder()
            .dataType(DataType.DOUBLE)
            .updater(new Adam(0.05))
            .graphBuilder()
            .addInputs("in")
            .addLayer(
                "hidden",
                new DenseLayer.Builder().nOut(4).activation(Activation.TANH).build(),
                "in")
            .addLayer(
                "out",
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nOut(4)
                    .activation(Activation.SOFTMAX)
                    .build(),
                "hidden")
            .setOutputs("out")
            .setInputTypes(InputType.feedForward(4))
            .build();
    StoreSpec store = sharedBetween(plain, List.of("hidden", "out"), List.of("W"));
    ComputationGraph graph =
        new ComputationGraph(
            StoreWiring.share(plain, store, ParameterUpdates.plain(new Adam(0.05))));
    graph.init();
    graph.params().assign(Slopes.random(graph.params().length(), 1));
    DataSet batch =
        new DataSet(Slopes.random(16, 3).reshape(4, 4), Nd4j.eye(4).castTo(DataType.DOUBLE));
    double before = graph.score(batch);
    for (int i = 0; i < 30; i++) {
      graph.fit(batch);
    }
    assertThat(graph.score(batch)).isLessThan(before / 2);
    assertThat(graph.scoreExamples(batch, false).meanNumber().doubleValue())
        .isCloseTo(graph.score(batch), within(1e-9));
    assertThat(graph.getLayer("out").getParam("W"))
        .isEqualTo(graph.getLayer("hidden").getParam("W"));
    assertThat(graph.params().length()).isEqualTo(16 + 4 + 4);
  }

  @Test
  void stockBatchNormalisationSharesItsStatistics() {
    ComputationGraphConfiguration plain =
        twice(
            new BatchNormalization.Builder().useLogStd(false).build(),
            InputType.feedForward(4),
            new Adam(0.01));
    StoreSpec store =
        new HardStoreSpec(
            List.of(
                new StoredTensor(
                    new ParameterSpec("mean", List.of(4), Role.RUNNING_MEAN, 0),
                    List.of(new Slot("one", "mean"), new Slot("two", "mean")),
                    0.1)));
    ComputationGraph graph =
        new ComputationGraph(
            StoreWiring.share(plain, store, ParameterUpdates.plain(new Adam(0.01))));
    graph.init();
    graph.getLayer(StoreWiring.STORE).getParam("mean").assign(0);
    DataSet batch = batch(InputType.feedForward(4));
    INDArray batchMean = batch.getFeatures().mean(0);
    graph.fit(batch);
    // The second layer's inputs are normalised, mean 0: 0.9 * (0 + 0.1 batch mean) + 0.1 * 0.
    assertThat(
            graph
                .getLayer(StoreWiring.STORE)
                .getParam("mean")
                .equalsWithEps(batchMean.mul(0.09), 1e-12))
        .isTrue();
  }

  @Test
  void refusesUsesThatTheNetworkDoesNotHave() {
    ComputationGraphConfiguration plain = twice(dense(), InputType.feedForward(4), new NoOp());
    StoreSpec store =
        new HardStoreSpec(
            List.of(
                StoredTensor.trained(
                    new ParameterSpec("t", List.of(4, 4), Role.WEIGHT, 4),
                    List.of(new Slot("three", "W")))));
    assertThatThrownBy(() -> StoreWiring.share(plain, store, ParameterUpdates.plain(new NoOp())))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Cannot share three/W: the network has no such parameter");
  }

  @Test
  void refusesTensorsOfAnotherShape() {
    ComputationGraphConfiguration plain = twice(dense(), InputType.feedForward(4), new NoOp());
    ParameterSpec row = new ParameterSpec("t", List.of(1, 16), Role.WEIGHT, 4);
    StoreSpec store =
        new HardStoreSpec(List.of(StoredTensor.trained(row, List.of(new Slot("one", "W")))));
    ComputationGraph graph =
        new ComputationGraph(StoreWiring.share(plain, store, ParameterUpdates.plain(new NoOp())));
    graph.init();
    assertThatThrownBy(() -> graph.outputSingle(batch(InputType.feedForward(4)).getFeatures()))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Cannot share one/W: the store's weight is [1, 16] and the layer's [4, 4]");
  }

  @Test
  void borrowedParametersAreSetThroughTheStoreOnly() {
    ComputationGraphConfiguration plain = twice(dense(), InputType.feedForward(4), new NoOp());
    StoreSpec store = sharedBetween(plain, List.of("one", "two"), List.of("W"));
    ComputationGraph graph =
        new ComputationGraph(StoreWiring.share(plain, store, ParameterUpdates.plain(new NoOp())));
    graph.init();
    assertThatThrownBy(() -> graph.setParam("one_W", Nd4j.ones(DataType.DOUBLE, 4, 4)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("Cannot set one/W: it belongs to the store store");
    graph.setParam("store_shared%5FW", Nd4j.ones(DataType.DOUBLE, 4, 4));
    assertThat(graph.getParam("two_W")).isEqualTo(Nd4j.ones(DataType.DOUBLE, 4, 4));
  }
}
