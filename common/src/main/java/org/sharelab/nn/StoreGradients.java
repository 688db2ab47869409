package org.sharelab.nn;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.check.Checks;
import org.sharelab.store.ParameterStore;

/** The way to what flows back through the store of a graph, for analyses. */
public final class StoreGradients {
  private StoreGradients() {}

  /** Ends on closing. */
  public interface Observation extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Lets an observer see the gradient of every use in every backward pass of the graph.
   *
   * @return close it to end that; the observer before this one is then back in place
   * @throws org.sharelab.check.ValidationException if the graph has no store
   */
  public static Observation observe(ComputationGraph graph, GradientObserver observer) {
    StoreLayer store = store(graph);
    GradientObserver before = store.observedBy(observer);
    return () -> store.observedBy(before);
  }

  /**
   * A copy of the graph's store in double precision, with gradients attached; for the chain rule
   * outside a backward pass.
   *
   * @throws org.sharelab.check.ValidationException if the graph has no store
   */
  public static ParameterStore doubleCopy(ComputationGraph graph) {
    StoreLayer layer = store(graph);
    INDArray parameters = Nd4j.createUninitializedDetached(DataType.DOUBLE, layer.numParams());
    parameters.assign(layer.params().reshape(layer.numParams()));
    ParameterStore copy = layer.store().spec().open(parameters);
    copy.attachGradient(
        Nd4j.createUninitializedDetached(DataType.DOUBLE, layer.numParams()).assign(0));
    return copy;
  }

  private static StoreLayer store(ComputationGraph graph) {
    Checks.valid(
        graph.getConfiguration().getVertices().containsKey(StoreWiring.STORE),
        "Cannot observe gradients: the network shares nothing");
    return (StoreLayer) graph.getLayer(StoreWiring.STORE);
  }
}
