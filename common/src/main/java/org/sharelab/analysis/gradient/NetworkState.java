package org.sharelab.analysis.gradient;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.random.Seed;

/**
 * What running a network in training mode can change although no step is taken; put back on
 * closing.
 *
 * <p>Running statistics are part of the parameters; some layers write them in the forward pass.
 * Dropout draws from the random stream of the thread, or from a seed and the iteration count.
 */
final class NetworkState implements AutoCloseable {
  private final ComputationGraph graph;
  private final INDArray parameters;
  private final int iteration;
  private final Random random = Nd4j.getRandom();
  private final long rootState = random.rootState();
  private final long nodeState = random.nodeState();

  private NetworkState(ComputationGraph graph) {
    this.graph = graph;
    this.parameters = graph.params().dup();
    this.iteration = graph.getConfiguration().getIterationCount();
  }

  static NetworkState of(ComputationGraph graph) {
    return new NetworkState(graph);
  }

  /** Makes what is random in the next batch depend on its index and seed alone. */
  void beforeBatch(int index, Seed seed) {
    random.setSeed(seed.value());
    graph.getConfiguration().setIterationCount(index);
  }

  @Override
  public void close() {
    graph.params().assign(parameters);
    parameters.close();
    graph.getConfiguration().setIterationCount(iteration);
    random.setStates(rootState, nodeState);
  }
}
