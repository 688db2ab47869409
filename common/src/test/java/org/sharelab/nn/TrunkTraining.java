package org.sharelab.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.model.ModelDesign;
import org.sharelab.nn.NetworkOptions.Engine;
import org.sharelab.random.Seed;
import org.sharelab.store.Initialization;

/**
 * A batch to train on, and what holds for every network that is trained on it.
 *
 * @param images B x C x H x W
 * @param labels B x K
 */
record TrunkTraining(INDArray images, INDArray labels) {

  static ComputationGraph graph(ModelDesign design, Engine engine, ParameterUpdates updates) {
    return NetworkBuilder.build(
        design,
        new NetworkOptions(
            DataType.FLOAT, Seed.of(9), updates, Initialization.UNIFORM_FAN_IN, engine));
  }

  void step(ComputationGraph graph) {
    graph.fit(new INDArray[] {images}, new INDArray[] {labels});
  }

  /** Bit for bit; closes both. */
  void assertTrainAlike(ComputationGraph actual, ComputationGraph expected) {
    for (int i = 0; i < 3; i++) {
      step(expected);
      step(actual);
    }
    assertThat(actual.outputSingle(false, images)).isEqualTo(expected.outputSingle(false, images));
    NativeResources.close(expected);
    NativeResources.close(actual);
  }

  /** Bit for bit; closes the graph. */
  void assertContinuesAfterLoading(ComputationGraph graph, Path folder) throws IOException {
    step(graph);
    File file = folder.resolve("model.zip").toFile();
    ModelSerializer.writeModel(graph, file, true);
    ComputationGraph loaded = ModelSerializer.restoreComputationGraph(file, true);
    assertThat(loaded.params()).isEqualTo(graph.params());
    step(graph);
    step(loaded);
    assertThat(loaded.params()).isEqualTo(graph.params());
    assertThat(loaded.outputSingle(false, images)).isEqualTo(graph.outputSingle(false, images));
    NativeResources.close(graph);
    NativeResources.close(loaded);
  }
}
