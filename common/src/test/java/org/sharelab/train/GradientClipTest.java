package org.sharelab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Sgd;
import org.sharelab.nn.SoftmaxCrossEntropy;

class GradientClipTest {
  private static final int BATCH = 8;

  private final INDArray features = Nd4j.rand(DataType.DOUBLE, BATCH, 4).muli(10);
  private final INDArray labels = Nd4j.zeros(DataType.DOUBLE, BATCH, 3);

  GradientClipTest() {
    for (int i = 0; i < BATCH; i++) {
      labels.putScalar(i, i % 3, 1);
    }
  }

  private static ComputationGraph graph() {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .seed(3)
                .updater(new Sgd(1.0))
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.feedForward(4))
                .addLayer("dense", new DenseLayer.Builder().nOut(5).build(), "in")
                .addLayer("norm", new BatchNormalization.Builder().build(), "dense")
                .addLayer(
                    "out",
                    new OutputLayer.Builder(new SoftmaxCrossEntropy())
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build(),
                    "norm")
                .setOutputs("out")
                .build());
    graph.init();
    return graph;
  }

  /** With plain descent at rate 1 the change of the parameters is the clipped mean gradient. */
  private INDArray step(ComputationGraph graph) {
    INDArray before = graph.params().dup();
    graph.fit(new INDArray[] {features}, new INDArray[] {labels});
    return before.subi(graph.params()).reshape(graph.params().length());
  }

  /**
   * Without gamma and beta set apart, the order is dense 25, norm 5 + 5 + mean 5 + var 5, out 18.
   */
  private static double trainableNorm(INDArray change) {
    double dense = change.get(NDArrayIndex.interval(0, 35)).norm2Number().doubleValue();
    double out = change.get(NDArrayIndex.interval(45, 63)).norm2Number().doubleValue();
    return Math.sqrt(dense * dense + out * out);
  }

  private static INDArray statistics(INDArray change) {
    return change.get(NDArrayIndex.interval(35, 45));
  }

  @Test
  void limitsTheNormOfAllParametersTogether() {
    ComputationGraph graph = graph();
    double free = trainableNorm(step(graph()));
    double limit = free / 3;
    graph.addListeners(new GradientClip(graph, limit));
    INDArray change = step(graph);
    assertThat(trainableNorm(change)).isCloseTo(limit, within(1e-9));
  }

  @Test
  void keepsTheDirectionAndTheRunningStatistics() {
    INDArray free = step(graph());
    ComputationGraph graph = graph();
    graph.addListeners(new GradientClip(graph, trainableNorm(free) / 3));
    INDArray clipped = step(graph);
    assertThat(clipped.getDouble(0) * 3).isCloseTo(free.getDouble(0), within(1e-9));
    assertThat(statistics(clipped)).isEqualTo(statistics(free));
    assertThat(statistics(free).norm2Number().doubleValue()).isGreaterThan(0);
  }

  @Test
  void leavesSmallGradientsAlone() {
    INDArray free = step(graph());
    ComputationGraph graph = graph();
    graph.addListeners(new GradientClip(graph, trainableNorm(free) * 1.01));
    assertThat(step(graph)).isEqualTo(free);
  }
}
