package org.sharelab.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.sharelab.model.ParameterSpec.Role;
import org.sharelab.nn.ParameterUpdates;
import org.sharelab.nn.SoftmaxCrossEntropy;

/** Compared with Deeplearning4j's own updater on the same graph and batches. */
class OnePassUpdaterTest {
  private static final int FEATURES = 5;
  private static final int HIDDEN = 700; // a tensor of more than one chunk
  private static final int CLASSES = 3;
  private static final int BATCH = 8;
  private static final int STEPS = 12;

  static List<ParameterUpdates> updates() {
    Set<Role> weights = ParameterUpdates.WEIGHTS;
    Set<Role> all = ParameterUpdates.EVERYTHING;
    return List.of(
        ParameterUpdates.plain(new Adam(0.01)),
        ParameterUpdates.decoupledDecay(new Adam(0.01, 0.8, 0.95, 1e-6), 0.3, weights),
        ParameterUpdates.decoupledDecay(new Adam(0.01), 0.1, all),
        ParameterUpdates.gradientDecay(new Nesterovs(0.05, 0.9), 0.2, weights),
        ParameterUpdates.plain(new Nesterovs(0.05, 0.5)),
        ParameterUpdates.gradientDecay(new Sgd(0.1), 0.1, all));
  }

  private static ComputationGraph graph(ParameterUpdates updates) {
    DenseLayer hidden = new DenseLayer.Builder().nOut(HIDDEN).activation(Activation.RELU).build();
    OutputLayer output =
        new OutputLayer.Builder(new SoftmaxCrossEntropy())
            .nOut(CLASSES)
            .activation(Activation.SOFTMAX)
            .build();
    hidden.setRegularization(updates.regularization(Role.WEIGHT));
    hidden.setRegularizationBias(updates.regularization(Role.BIAS));
    output.setRegularization(updates.regularization(Role.WEIGHT));
    output.setRegularizationBias(updates.regularization(Role.BIAS));
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.FLOAT)
                .updater(updates.updater())
                .graphBuilder()
                .addInputs("input")
                .addLayer("hidden", hidden, "input")
                .addLayer("norm", new BatchNormalization(), "hidden")
                .addLayer("output", output, "norm")
                .setOutputs("output")
                .setInputTypes(InputType.feedForward(FEATURES))
                .build());
    graph.init();
    return graph;
  }

  /** Steps along gradients that do not depend on the parameters, so that rounding cannot grow. */
  private static void step(ComputationGraph graph, int from, int to) {
    graph.initGradientsView();
    INDArray flat = graph.getFlattenedGradients();
    for (int step = from; step < to; step++) {
      flat.assign(gradient(step, flat.length()).reshape(flat.shape()));
      graph
          .getUpdater()
          .update(new DefaultGradient(flat), step, 0, BATCH, LayerWorkspaceMgr.noWorkspaces());
      graph.params().subi(flat.reshape(graph.params().shape()));
    }
  }

  private static INDArray gradient(int step, long length) {
    SplittableRandom random = new SplittableRandom(step);
    float[] values = new float[(int) length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-20, 20);
    }
    return Nd4j.createFromArray(values);
  }

  @ParameterizedTest
  @MethodSource("updates")
  void updatesAsTheLibraryDoes(ParameterUpdates updates) {
    ComputationGraph library = graph(updates);
    ComputationGraph ours = graph(updates);
    assertThat(ours.params()).isEqualTo(library.params());
    OnePassUpdater.install(ours);
    assertThat(ours.getUpdater()).isInstanceOf(OnePassUpdater.class);
    step(library, 0, STEPS);
    step(ours, 0, STEPS);
    assertClose(ours.params(), library.params());
    if (library.updaterState() != null) {
      assertClose(ours.updaterState(), library.updaterState());
    }
  }

  /** Running means and variances move by what stands in their gradient, whatever the updater. */
  @Test
  void leavesRunningStatisticsToTheirLayer() {
    ParameterUpdates still = ParameterUpdates.plain(new Sgd(0));
    ComputationGraph library = graph(still);
    ComputationGraph ours = graph(still);
    INDArray before = ours.getLayer("norm").getParam("mean").dup();
    OnePassUpdater.install(ours);
    step(library, 0, 3);
    step(ours, 0, 3);
    assertThat(ours.getLayer("norm").getParam("mean"))
        .isEqualTo(library.getLayer("norm").getParam("mean"))
        .isNotEqualTo(before);
  }

  @Test
  void continuesTheStateOfTheUpdaterBefore() {
    ParameterUpdates updates = ParameterUpdates.plain(new Adam(0.01));
    ComputationGraph library = graph(updates);
    ComputationGraph ours = graph(updates);
    step(library, 0, STEPS);
    step(ours, 0, STEPS / 2);
    OnePassUpdater.install(ours);
    step(ours, STEPS / 2, STEPS);
    assertClose(ours.params(), library.params());
  }

  @Test
  void leavesOtherUpdatersAlone() {
    ComputationGraph graph = graph(ParameterUpdates.plain(new AdaGrad(0.1)));
    ComputationGraphUpdater before = graph.getUpdater();
    OnePassUpdater.install(graph);
    assertThat(graph.getUpdater()).isSameAs(before);
  }

  @Test
  void leavesGraphsInDoubleAlone() {
    ComputationGraph graph = graph(ParameterUpdates.plain(new Sgd(0.1)));
    ComputationGraph wide = graph.convertDataType(DataType.DOUBLE);
    ComputationGraphUpdater before = wide.getUpdater();
    OnePassUpdater.install(wide);
    assertThat(wide.getUpdater()).isSameAs(before);
  }

  /** Rounding differs in the last bit of a step. */
  private static void assertClose(INDArray actual, INDArray expected) {
    double scale = expected.amaxNumber().doubleValue();
    double difference = actual.sub(expected).amaxNumber().doubleValue();
    assertThat(difference).isLessThan(2e-6 * scale);
  }
}
