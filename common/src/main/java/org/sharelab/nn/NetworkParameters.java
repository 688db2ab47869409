package org.sharelab.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.check.Checks;
import org.sharelab.model.Architecture;
import org.sharelab.model.LayerSpec;
import org.sharelab.model.ParameterSpec;
import org.sharelab.sharing.Slot;
import org.sharelab.store.Initializer;
import org.sharelab.store.ParameterStore;

/**
 * The parameters of a running graph by layer and name, wherever they are stored.
 *
 * <p>Arrays have the shapes of {@link ParameterSpec}: [out, in / groups, k, k] for convolutions,
 * [in, out] for dense layers.
 */
public final class NetworkParameters {
  private final ComputationGraph graph;
  private final Architecture architecture;

  private NetworkParameters(ComputationGraph graph, Architecture architecture) {
    this.graph = graph;
    this.architecture = architecture;
  }

  /**
   * @param graph made from the architecture, with any sharing
   */
  public static NetworkParameters of(ComputationGraph graph, Architecture architecture) {
    return new NetworkParameters(graph, architecture);
  }

  /** All places that need a parameter tensor, in layer order. */
  public List<Slot> slots() {
    List<Slot> slots = new ArrayList<>();
    for (LayerSpec layer : architecture.layers()) {
      layer.parameters().forEach(parameter -> slots.add(new Slot(layer.name(), parameter.name())));
    }
    return slots;
  }

  /** The weight that a layer computes with: a copy, after any transformation. */
  public INDArray get(Slot slot) {
    return view(slot).dup('c');
  }

  /**
   * Sets the tensor behind a slot. If others share it, theirs is set too.
   *
   * @throws org.sharelab.check.ValidationException if the slot's weight is computed from tensors;
   *     set these ({@link #storeTensors})
   */
  public void set(Slot slot, INDArray values) {
    INDArray view = view(slot);
    Checks.valid(
        !isBorrowed(slot) || isTensor(view),
        "Cannot set %s: it is computed from other tensors",
        slot);
    if (!view.equalShapes(values)) {
      throw new IllegalArgumentException(
          "%s has the shape %s, not %s"
              .formatted(slot, Arrays.toString(view.shape()), Arrays.toString(values.shape())));
    }
    view.assign(values);
  }

  /** The tensors of the store by name: views. Empty if nothing is shared. */
  public Map<String, INDArray> storeTensors() {
    return hasStore() ? store().tensors() : Map.of();
  }

  /** Gives every tensor its initial value, once. */
  public void initialize(Initializer initializer) {
    for (LayerSpec layer : architecture.layers()) {
      for (ParameterSpec parameter : layer.parameters()) {
        Slot slot = new Slot(layer.name(), parameter.name());
        if (!isBorrowed(slot)) {
          initializer.fill(slot, parameter, view(slot));
        }
      }
    }
    if (hasStore()) {
      store().initialize(initializer);
    }
  }

  /** Distinct trainable scalars. */
  public long trainable() {
    return count(true);
  }

  /** Distinct scalars of running statistics, which the graph's flat vector holds as well. */
  public long statistics() {
    return count(false);
  }

  private long count(boolean trainable) {
    List<ParameterSpec> tensors = new ArrayList<>();
    for (LayerSpec layer : architecture.layers()) {
      for (ParameterSpec parameter : layer.parameters()) {
        if (!isBorrowed(new Slot(layer.name(), parameter.name()))) {
          tensors.add(parameter);
        }
      }
    }
    if (hasStore()) {
      tensors.addAll(store().spec().tensors());
    }
    return tensors.stream()
        .filter(tensor -> tensor.isTrainable() == trainable)
        .mapToLong(ParameterSpec::size)
        .sum();
  }

  private INDArray view(Slot slot) {
    if (isBorrowed(slot)) {
      return store().materialize(slot);
    }
    Layer layer = graph.getLayer(slot.layer());
    INDArray array = layer.getParam(slot.parameter());
    if (array == null) {
      throw new IllegalArgumentException("No parameter " + slot);
    }
    return AxisOrder.toStore(array, AxisOrder.of(layer.conf().getLayer(), slot.parameter()));
  }

  private boolean isBorrowed(Slot slot) {
    return hasStore() && store().spec().uses().contains(slot);
  }

  private boolean isTensor(INDArray array) {
    return store().tensors().values().stream().anyMatch(tensor -> tensor == array);
  }

  private boolean hasStore() {
    return graph.getConfiguration().getVertices().containsKey(StoreWiring.STORE);
  }

  private ParameterStore store() {
    return ((StoreLayer) graph.getLayer(StoreWiring.STORE)).store();
  }
}
