package org.sharelab.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.model.FeatureShape;
import org.sharelab.model.ModelDesign;
import org.sharelab.random.Seed;
import org.sharelab.sharing.Slot;
import org.sharelab.sharing.Transform;

/** A graph with a trunk as one vertex is the graph of single layers, only faster. */
class TrunkNetworksTest {
  private static final ConvMixers MODEL =
      ConvMixers.of(new FeatureShape(3, 12, 12), 5, 16, 4, 3, 2);

  static Stream<ModelDesign> designs() {
    return Stream.of(
        MODEL.plain(),
        MODEL.shared(2, Transform.NONE, "pointwise", "pointwise-bias"),
        MODEL.shared(4, Transform.NONE, "depthwise", "batch-norm"),
        MODEL.shared(2, Transform.CHANNEL, "pointwise"));
  }

  @ParameterizedTest
  @MethodSource("designs")
  void trainsLikeTheGraphOfSingleLayers(ModelDesign design) {
    ComputationGraph layers = NetworkBuilder.build(design, ConvMixers.floatOptions());
    assertThat(TrunkNetworks.covers(design, ConvMixers.floatOptions())).isTrue();
    ComputationGraph trunk = TrunkNetworks.build(design, ConvMixers.floatOptions());
    NetworkParameters expected = NetworkParameters.of(layers, design.architecture());
    NetworkParameters actual = NetworkParameters.of(trunk, design.architecture());
    assertThat(actual.trainable()).isEqualTo(expected.trainable());
    for (Slot slot : expected.slots()) {
      assertThat(actual.get(slot)).as(slot.toString()).isEqualTo(expected.get(slot));
    }
    DataSet batch = batch(8);

    assertThat(
            difference(
                trunk.outputSingle(batch.getFeatures()), layers.outputSingle(batch.getFeatures())))
        .isLessThan(1e-5);
    for (int step = 0; step < 3; step++) {
      layers.fit(batch);
      trunk.fit(batch);
      assertThat(trunk.score())
          .isCloseTo(layers.score(), org.assertj.core.data.Offset.offset(1e-3));
    }
    // Three steps of Adam enlarge rounding where a gradient is near zero.
    for (Slot slot : expected.slots()) {
      assertThat(difference(actual.get(slot), expected.get(slot)))
          .as(slot.toString())
          .isLessThan(5e-3);
    }
    TrunkNetworks.close(trunk);
  }

  @ParameterizedTest
  @MethodSource("designs")
  void survivesSavingAndRestoring(ModelDesign design) throws IOException {
    ComputationGraph graph = TrunkNetworks.build(design, ConvMixers.floatOptions());
    DataSet batch = batch(6);
    graph.fit(batch);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ModelSerializer.writeModel(graph, bytes, true);
    ComputationGraph restored =
        TrunkNetworks.attach(
            ModelSerializer.restoreComputationGraph(
                new ByteArrayInputStream(bytes.toByteArray()), true));

    assertThat(restored.outputSingle(batch.getFeatures()))
        .isEqualTo(graph.outputSingle(batch.getFeatures()));
    graph.fit(batch);
    restored.fit(batch);
    assertThat(restored.params()).isEqualTo(graph.params());
    TrunkNetworks.close(graph);
    TrunkNetworks.close(restored);
  }

  private static double difference(INDArray a, INDArray b) {
    return a.sub(b).amaxNumber().doubleValue();
  }

  private static DataSet batch(int size) {
    RandomGenerator random = Seed.of(3).generator();
    float[] pixels = new float[size * 3 * 144];
    for (int k = 0; k < pixels.length; k++) {
      pixels[k] = (float) random.nextGaussian();
    }
    INDArray labels = Nd4j.zeros(size, 5);
    for (int b = 0; b < size; b++) {
      labels.putScalar(b, b % 5, 1);
    }
    return new DataSet(Nd4j.create(pixels, new long[] {size, 3, 12, 12}, 'c'), labels);
  }
}
