package org.sharelab.nn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A layer of any kind that borrows some of its parameters from a store of the same graph and owns
 * the others.
 *
 * <p>The vertex named v uses the parameter p of its layer as the store's use v/p.
 */
public final class BorrowingVertexConf extends LayerVertex {
  private static final long serialVersionUID = 1L;

  private String store;

  /**
   * The borrowed parameters, each with the order in which the axes of the store's weight make the
   * layer's; an empty list leaves them as they are.
   */
  private Map<String, List<Integer>> borrowed;

  /**
   * @param plain the layer as it would be without sharing
   * @param store name of the vertex that holds the store
   */
  public BorrowingVertexConf(LayerVertex plain, String store, Map<String, List<Integer>> borrowed) {
    super(plain.getLayerConf(), plain.getPreProcessor());
    this.store = store;
    this.borrowed = new TreeMap<>(borrowed);
  }

  /** For JSON. */
  BorrowingVertexConf(
      @JsonProperty("store") String store,
      @JsonProperty("borrowed") Map<String, List<Integer>> borrowed) {
    this.store = store;
    this.borrowed = new TreeMap<>(borrowed);
  }

  public String getStore() {
    return store;
  }

  public Map<String, List<Integer>> getBorrowed() {
    return borrowed;
  }

  @Override
  public BorrowingVertexConf clone() {
    return new BorrowingVertexConf((LayerVertex) super.clone(), store, borrowed);
  }

  /** Counts what the layer owns. */
  @Override
  public long numParams(boolean backprop) {
    NeuralNetConfiguration conf = getLayerConf().clone();
    long all = conf.getLayer().initializer().numParams(conf);
    if (all == 0) {
      return 0;
    }
    INDArray probe = Nd4j.createUninitialized(DataType.FLOAT, all);
    Map<String, INDArray> table = conf.getLayer().initializer().init(conf, probe, false);
    return all - borrowed.keySet().stream().mapToLong(key -> table.get(key).length()).sum();
  }

  @Override
  public GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType dataType) {
    NeuralNetConfiguration conf = getLayerConf();
    long all = conf.getLayer().initializer().numParams(conf);
    INDArray own = Nd4j.create(dataType, all);
    Layer layer = conf.getLayer().instantiate(conf, null, index, own, initialize, dataType);
    Loan loan = new Loan(graph, store, name, new LinkedHashMap<>(borrowed));
    BorrowingLayer borrowing =
        layer instanceof IOutputLayer output
            ? new BorrowingOutputLayer(output, loan, parameters, initialize)
            : new BorrowingLayer(layer, loan, parameters, initialize);
    boolean last = graph.getConfiguration().getNetworkOutputs().contains(name);
    return new org.deeplearning4j.nn.graph.vertex.impl.LayerVertex(
        graph, name, index, borrowing, getPreProcessor(), last, dataType);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BorrowingVertexConf that
        && super.equals(that)
        && store.equals(that.store)
        && borrowed.equals(that.borrowed);
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + borrowed.hashCode();
  }
}
