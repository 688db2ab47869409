package org.sharelab.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.platform.NativeBackend;
import org.sharelab.train.LabelDistributions;

/** Beside the library's own output layer, in double precision. */
class ClassifierTest {
  private static final int FEATURES = 7;

  @BeforeAll
  static void load() {
    NativeBackend.load();
  }

  private static ComputationGraph graph(DataType type, int classes, boolean bias, boolean library) {
    OutputLayer.Builder output =
        new OutputLayer.Builder(new SoftmaxCrossEntropy())
            .nIn(FEATURES)
            .nOut(classes)
            .hasBias(bias)
            .activation(Activation.SOFTMAX);
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .dataType(type)
                .graphBuilder()
                .addInputs("x")
                .addLayer("hidden", new DenseLayer.Builder().nIn(5).nOut(FEATURES).build(), "x")
                .addLayer("y", library ? output.build() : new ClassifierConf(output), "hidden")
                .setOutputs("y")
                .build());
    graph.init();
    return graph;
  }

  @ParameterizedTest
  @CsvSource({"6, 4, true, 0", "6, 4, false, 0", "1, 3, true, .1", "33, 10, true, .2"})
  void givesTheGradientsAndTheLossOfTheLibrary(
      int batch, int classes, boolean bias, double smoothing) {
    Random random = new Random(17);
    ComputationGraph reference = graph(DataType.DOUBLE, classes, bias, true);
    ComputationGraph ours = graph(DataType.FLOAT, classes, bias, false);
    for (int pass = 0; pass < 2; pass++) {
      int size = batch + pass; // the second in other arrays
      reference.setParams(noise(random, 1, (int) reference.numParams()));
      ours.setParams(reference.params().castTo(DataType.FLOAT));
      INDArray x = noise(random, size, 5);
      int[] drawn = IntStream.range(0, size).map(i -> random.nextInt(classes)).toArray();
      INDArray labels = new LabelDistributions(classes, smoothing).of(drawn);
      backward(reference, x, labels.castTo(DataType.DOUBLE));
      backward(ours, x.castTo(DataType.FLOAT), labels);
      assertThat(((Classifier) ours.getOutputLayer(0)).hasUsedProducts()).as("by oneDNN").isTrue();
      INDArray expected = reference.getFlattenedGradients();
      INDArray actual = ours.getFlattenedGradients();
      double scale = expected.amaxNumber().doubleValue();
      for (int i = 0; i < expected.length(); i++) {
        assertThat(actual.getDouble(i)).isEqualTo(expected.getDouble(i), within(1e-6 * scale));
      }
      assertThat(ours.score()).isEqualTo(reference.score(), within(1e-6));
    }
    NativeResources.close(ours);
    reference.close();
  }

  private static INDArray noise(Random random, int rows, int columns) {
    return Nd4j.createFromArray(random.doubles((long) rows * columns, -1, 1).toArray())
        .reshape(rows, columns);
  }

  private static void backward(ComputationGraph graph, INDArray x, INDArray labels) {
    graph.setInputs(x);
    graph.setLabels(labels);
    graph.computeGradientAndScore();
  }
}
