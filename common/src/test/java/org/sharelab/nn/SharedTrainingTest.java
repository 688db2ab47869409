package org.sharelab.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.sharelab.model.ModelDesign;
import org.sharelab.sharing.Slot;
import org.sharelab.sharing.Transform;

/**
 * A shared tensor exists once: in memory, in the updater, in the file; training goes on as before.
 */
class SharedTrainingTest {
  private static final String[] ALL = {
    "pointwise", "pointwise-bias", "depthwise", "depthwise-bias", "batch-norm"
  };
  private static final ConvMixers NETWORK = ConvMixers.tiny(4);
  private static final DataSet BATCH = single(SharedGradientTest.batch(NETWORK, 6));

  private static DataSet single(DataSet batch) {
    return new DataSet(
        batch.getFeatures().castTo(DataType.FLOAT), batch.getLabels().castTo(DataType.FLOAT));
  }

  private static ComputationGraph trained(ModelDesign design, int steps) {
    ComputationGraph graph = NetworkBuilder.build(design, ConvMixers.floatOptions());
    train(graph, steps);
    return graph;
  }

  private static void train(ComputationGraph graph, int steps) {
    for (int i = 0; i < steps; i++) {
      graph.fit(BATCH);
    }
  }

  @Test
  void rateOneEqualsThePlainNetworkBitForBit() {
    ModelDesign plain = NETWORK.plain();
    ComputationGraph expected = trained(plain, 0);
    ComputationGraph actual = trained(NETWORK.shared(1, Transform.NONE, ALL), 0);
    assertThat(expected.getVertex(StoreWiring.STORE)).isNull();
    assertThat(actual.getVertex(StoreWiring.STORE)).isNotNull();
    for (int step = 0; step <= 6; step++) {
      for (Slot slot : NetworkParameters.of(expected, plain.architecture()).slots()) {
        assertThat(parameters(actual, plain).get(slot))
            .as("%s after %d steps", slot, step)
            .isEqualTo(parameters(expected, plain).get(slot));
      }
      train(expected, 1);
      train(actual, 1);
      // The score includes the decay terms, which are summed in another order.
      assertThat(actual.score()).isCloseTo(expected.score(), within(1e-10));
    }
    INDArray images = BATCH.getFeatures();
    assertThat(actual.outputSingle(images)).isEqualTo(expected.outputSingle(images));
  }

  private static NetworkParameters parameters(ComputationGraph graph, ModelDesign design) {
    return NetworkParameters.of(graph, design.architecture());
  }

  @Test
  void sharedTrainingLearns() {
    ComputationGraph graph = trained(NETWORK.shared(4, Transform.NONE, ALL), 1);
    double first = graph.score();
    train(graph, 40);
    assertThat(graph.score()).isLessThan(0.5 * first);
  }

  @Test
  void learningRateOfTheGraphReachesTheStore() {
    ComputationGraph graph = trained(NETWORK.shared(2, Transform.NONE, "pointwise"), 0);
    graph.setLearningRate(0.0);
    INDArray before = parameters(graph, NETWORK.plain()).storeTensors().get("pointwise/0").dup();
    train(graph, 1);
    assertThat(parameters(graph, NETWORK.plain()).storeTensors().get("pointwise/0"))
        .isEqualTo(before);
  }

  static List<ModelDesign> designs() {
    return List.of(
        NETWORK.shared(2, Transform.NONE, ALL),
        NETWORK.shared(2, Transform.CHANNEL, ALL),
        NETWORK.shared(4, Transform.SCALAR, "pointwise", "pointwise-bias"),
        NETWORK.shared(2, Transform.PERMUTATION, "pointwise", "depthwise"));
  }

  @ParameterizedTest
  @MethodSource("designs")
  void everyTensorIsStoredOnce(ModelDesign design) {
    ComputationGraph graph = trained(design, 1);
    NetworkParameters parameters = parameters(graph, design);
    long all = parameters.trainable() + parameters.statistics();
    assertThat(parameters.trainable()).isEqualTo(design.uniqueParameters());
    assertThat(graph.params().length()).isEqualTo(all);
    assertThat(graph.numParams()).isEqualTo(all);
    assertThat(graph.gradient().gradient().length()).isEqualTo(all);
    assertThat(graph.updaterState().length()).isEqualTo(2 * parameters.trainable());
    assertThat(graph.paramTable().values().stream().mapToLong(INDArray::length).sum())
        .isEqualTo(all);
    assertThat(graph.summary()).contains("Total Parameters:  %,d".formatted(all));
    assertThat(graph.summary()).containsOnlyOnce("pointwise/0:");
  }

  @ParameterizedTest
  @EnumSource(Copy.class)
  void copiesKeepTheSharingAndTrainOnIdentically(Copy copy) throws IOException {
    for (ModelDesign design : designs()) {
      ComputationGraph original = trained(design, 3);
      ComputationGraph restored = copy.of(original);
      assertThat(restored.params()).isEqualTo(original.params());
      assertThat(restored.getConfiguration()).isEqualTo(original.getConfiguration());
      train(original, 3);
      train(restored, 3);
      assertThat(restored.params()).isEqualTo(original.params());
      assertThat(restored.updaterState()).isEqualTo(original.updaterState());

      INDArray tensor = parameters(restored, design).storeTensors().get("pointwise/0");
      NetworkParameters before = parameters(original, design);
      tensor.addi(1);
      for (var use : design.plan().tensors().get(0).uses()) {
        assertThat(parameters(restored, design).get(use.slot()))
            .as("%s follows its tensor", use.slot())
            .isNotEqualTo(before.get(use.slot()));
      }
      assertThat(restored.outputSingle(BATCH.getFeatures()))
          .isNotEqualTo(original.outputSingle(BATCH.getFeatures()));
    }
  }

  /** Ways to get a second graph. */
  enum Copy {
    CLONE {
      @Override
      ComputationGraph of(ComputationGraph graph) {
        // Deeplearning4j's clone starts counting iterations anew, which Adam would notice.
        ComputationGraph copy = graph.clone();
        copy.getConfiguration().setIterationCount(graph.getConfiguration().getIterationCount());
        return copy;
      }
    },
    ZIP {
      @Override
      ComputationGraph of(ComputationGraph graph) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ModelSerializer.writeModel(graph, bytes, true);
        return ModelSerializer.restoreComputationGraph(
            new ByteArrayInputStream(bytes.toByteArray()), true);
      }
    },
    JSON {
      @Override
      ComputationGraph of(ComputationGraph graph) {
        String json = graph.getConfiguration().toJson();
        return filled(graph, ComputationGraphConfiguration.fromJson(json));
      }
    },
    YAML {
      @Override
      ComputationGraph of(ComputationGraph graph) {
        String yaml = graph.getConfiguration().toYaml();
        return filled(graph, ComputationGraphConfiguration.fromYaml(yaml));
      }
    };

    abstract ComputationGraph of(ComputationGraph graph) throws IOException;

    private static ComputationGraph filled(
        ComputationGraph graph, ComputationGraphConfiguration configuration) {
      ComputationGraph copy = new ComputationGraph(configuration);
      copy.init();
      copy.setParams(graph.params().dup());
      copy.getUpdater().setStateViewArray(graph.updaterState().dup());
      return copy;
    }
  }

  @Test
  void uninitialisedConfigurationSurvivesJson() {
    ModelDesign design = NETWORK.shared(2, Transform.CHANNEL, ALL);
    var configuration = NetworkBuilder.configuration(design, ConvMixers.floatOptions());
    var restored = ComputationGraphConfiguration.fromJson(configuration.toJson());
    assertThat(restored).isEqualTo(configuration);
    ComputationGraph graph = new ComputationGraph(restored);
    graph.init();
    assertThat(graph.paramTable()).containsKey("patch.norm_var");
    assertThat(graph.params().length())
        .isEqualTo(NetworkBuilder.build(design, ConvMixers.floatOptions()).params().length());
  }

  /** One set of running statistics serves all places, so evaluation uses the same everywhere. */
  @Test
  void evaluatesWithSharedRunningStatistics() {
    ModelDesign design = NETWORK.shared(4, Transform.NONE, "batch-norm");
    ComputationGraph graph = trained(design, 5);
    NetworkParameters parameters = parameters(graph, design);
    INDArray mean = parameters.get(new Slot("block0.depthwise.norm", "mean"));
    assertThat(mean.amaxNumber().doubleValue()).isPositive();
    assertThat(parameters.get(new Slot("block3.depthwise.norm", "mean"))).isEqualTo(mean);
    INDArray before = graph.params().dup();
    INDArray output = graph.outputSingle(BATCH.getFeatures());
    assertThat(output.sum(1).sub(1).amaxNumber().doubleValue()).isLessThan(1e-5);
    assertThat(graph.params()).isEqualTo(before);

    parameters.set(new Slot("block2.depthwise.norm", "mean"), mean.add(1));
    assertThat(parameters.get(new Slot("block0.depthwise.norm", "mean"))).isEqualTo(mean.add(1));
    assertThat(graph.outputSingle(BATCH.getFeatures())).isNotEqualTo(output);
  }
}
