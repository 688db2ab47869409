package org.sharelab.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.sharelab.check.Checks;
import org.sharelab.sharing.Slot;
import org.sharelab.store.StoreSpec;

/** Turns a configuration whose layers own their parameters into one whose layers borrow some. */
public final class StoreWiring {
  /** Name of the vertex that holds the store. */
  public static final String STORE = "store";

  private StoreWiring() {}

  /**
   * The same network with a store behind its first input. For each use of the store the layer of
   * that name borrows the parameter of that name; the other parameters stay the layers' own.
   *
   * @param plain any network, complete with input types; not changed
   * @param updates how the store's tensors are trained
   */
  public static ComputationGraphConfiguration share(
      ComputationGraphConfiguration plain, StoreSpec store, ParameterUpdates updates) {
    ComputationGraphConfiguration shared = plain.clone();
    Map<String, GraphVertex> vertices = new LinkedHashMap<>();
    vertices.put(STORE, storeVertex(plain, store, updates));
    Map<String, Map<String, List<Integer>>> borrowed = borrowed(shared, store);
    shared
        .getVertices()
        .forEach(
            (name, vertex) ->
                vertices.put(
                    name,
                    borrowed.containsKey(name)
                        ? new BorrowingVertexConf((LayerVertex) vertex, STORE, borrowed.get(name))
                        : vertex));
    shared.setVertices(vertices);
    shared.setVertexInputs(behindStore(shared));
    shared.setTopologicalOrder(null);
    shared.setTopologicalOrderStr(null);
    return shared;
  }

  private static LayerVertex storeVertex(
      ComputationGraphConfiguration plain, StoreSpec store, ParameterUpdates updates) {
    Checks.valid(
        !plain.getVertices().containsKey(STORE),
        "Invalid layer name: %s (it is the store's)",
        STORE);
    StoreLayerConf layer = layer(store, updates);
    NeuralNetConfiguration conf = plain.getDefaultConfiguration().clone();
    conf.clearVariables();
    conf.setLayer(layer);
    return new LayerVertex(conf, null);
  }

  /** The layer that holds a store. */
  static StoreLayerConf layer(StoreSpec store, ParameterUpdates updates) {
    StoreLayerConf layer = new StoreLayerConf(store, updates.regularized());
    layer.setLayerName(STORE);
    layer.setIUpdater(updates.updater().clone());
    layer.setRegularization(updates.regularization());
    layer.setRegularizationBias(List.of());
    return layer;
  }

  private static Map<String, Map<String, List<Integer>>> borrowed(
      ComputationGraphConfiguration network, StoreSpec store) {
    Map<String, Map<String, List<Integer>>> borrowed = new LinkedHashMap<>();
    for (Slot use : store.uses()) {
      GraphVertex vertex = network.getVertices().get(use.layer());
      Checks.valid(
          vertex instanceof LayerVertex layer && parameters(layer).contains(use.parameter()),
          "Cannot share %s: the network has no such parameter",
          use);
      borrowed
          .computeIfAbsent(use.layer(), name -> new TreeMap<>())
          .put(
              use.parameter(),
              AxisOrder.of(((LayerVertex) vertex).getLayerConf().getLayer(), use.parameter()));
    }
    return borrowed;
  }

  private static List<String> parameters(LayerVertex vertex) {
    var layer = vertex.getLayerConf().getLayer();
    return layer.initializer().paramKeys(layer);
  }

  /** Whatever read the first input reads the store. */
  private static Map<String, List<String>> behindStore(ComputationGraphConfiguration network) {
    String input = network.getNetworkInputs().get(0);
    Map<String, List<String>> inputs = new LinkedHashMap<>();
    inputs.put(STORE, List.of(input));
    network
        .getVertexInputs()
        .forEach(
            (name, sources) -> {
              List<String> renamed = new ArrayList<>(sources);
              renamed.replaceAll(source -> source.equals(input) ? STORE : source);
              inputs.put(name, renamed);
            });
    return inputs;
  }
}
