package org.sharelab.experiment;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.sharelab.nn.NativeResources;
import org.sharelab.nn.NetworkBuilder;
import org.sharelab.nn.NetworkOptions;
import org.sharelab.study.TrialSpec;
import org.sharelab.train.Updates;

/** The graph of a trial with its native memory, which is freed on closing. */
final class TrialNetwork implements AutoCloseable {
  private final ComputationGraph graph;

  private TrialNetwork(ComputationGraph graph) {
    this.graph = graph;
  }

  /** Builds and initialises the network. */
  static TrialNetwork build(TrialSpec spec, int stepsPerEpoch) {
    long steps = (long) spec.training().epochs() * stepsPerEpoch;
    NetworkOptions options =
        new NetworkOptions(
            DataType.FLOAT,
            spec.replicateSeed(),
            Updates.of(spec.training(), steps),
            spec.initializer(),
            NetworkOptions.Engine.TRUNK);
    return new TrialNetwork(NetworkBuilder.build(spec.design(), options));
  }

  ComputationGraph graph() {
    return graph;
  }

  @Override
  public void close() {
    NativeResources.close(graph);
  }
}
