package org.sharelab.nn;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.sharing.Slot;

/**
 * What a layer of a running graph borrows and from where.
 *
 * @param axes per borrowed parameter the order of the store's axes in the layer; empty if the same
 */
record Loan(ComputationGraph graph, String store, String layer, Map<String, List<Integer>> axes) {

  StoreLayer lender() {
    return (StoreLayer) graph.getVertex(store).getLayer();
  }

  Slot use(String parameter) {
    return new Slot(layer, parameter);
  }

  /** The borrowed weight as the layer sees it: a view of what the store hands out. */
  INDArray weight(String parameter) {
    return AxisOrder.toLayer(lender().store().materialize(use(parameter)), axes.get(parameter));
  }

  /** Hands over the gradient of a borrowed parameter, given in the layer's layout. */
  void giveBack(String parameter, INDArray gradient) {
    lender().accumulate(use(parameter), AxisOrder.toStore(gradient, axes.get(parameter)));
  }
}
