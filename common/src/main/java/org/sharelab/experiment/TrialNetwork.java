package org.sharelab.experiment;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.model.ModelDesign;
import org.sharelab.nn.NativeResources;
import org.sharelab.nn.NetworkBuilder;
import org.sharelab.nn.NetworkOptions;
import org.sharelab.nn.NetworkOptions.Engine;
import org.sharelab.random.Seed;
import org.sharelab.study.TrialSpec;
import org.sharelab.train.Updates;

/** The graph of a trial with its native memory, which is freed on closing. */
final class TrialNetwork implements AutoCloseable {
  private final ComputationGraph graph;
  private final Engine engine;
  private final Seed dropout;

  private TrialNetwork(ComputationGraph graph, Engine engine, Seed dropout) {
    this.graph = graph;
    this.engine = engine;
    this.dropout = dropout;
  }

  /** Builds and initialises the network. */
  static TrialNetwork build(TrialSpec spec, int stepsPerEpoch, Engine engine) {
    return build(spec, spec.design(), stepsPerEpoch, engine);
  }

  /** The same with another design, for measurements. */
  static TrialNetwork build(TrialSpec spec, ModelDesign design, int stepsPerEpoch, Engine engine) {
    long steps = (long) spec.training().epochs() * stepsPerEpoch;
    NetworkOptions options =
        new NetworkOptions(
            DataType.FLOAT,
            spec.replicateSeed(),
            Updates.of(spec.training(), steps),
            spec.initializer(),
            engine);
    return new TrialNetwork(
        NetworkBuilder.build(design, options), engine, spec.replicateSeed().derive("dropout"));
  }

  ComputationGraph graph() {
    return graph;
  }

  /**
   * Makes the next step's dropout depend on the seed and the step alone. The trunk sees to that
   * itself; Deeplearning4j's layers draw from the stream of the thread.
   */
  void beforeStep() {
    if (engine == Engine.LAYERS) {
      int step = graph.getConfiguration().getIterationCount();
      Nd4j.getRandom().setSeed(dropout.derive("step", step).value());
    }
  }

  @Override
  public void close() {
    NativeResources.close(graph);
  }
}
