package org.sharelab.model;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sharelab.check.Checks;
import org.sharelab.sharing.Slot;

/**
 * A network as a list of layers, each after the layers it reads; the last one gives the logits.
 *
 * <p>This is the one description of a model: the trainable graph, the parameter and operation
 * counts, and the training-free analyses are all made from it. It knows nothing of sharing.
 *
 * @param input shape of one example
 */
public record Architecture(String name, FeatureShape input, List<LayerSpec> layers)
    implements Serializable {
  /** The name by which layers refer to the network's input. */
  public static final String INPUT = "input";

  public Architecture {
    layers = List.copyOf(layers);
    Checks.valid(!layers.isEmpty(), "Invalid architecture %s: no layers (at least 1)", name);
  }

  public static Builder builder(String name, FeatureShape input) {
    return new Builder(name, input);
  }

  /** Shape of the last layer's output: classes x 1 x 1. */
  public FeatureShape output() {
    return layers.get(layers.size() - 1).outputShape();
  }

  public Optional<LayerSpec> find(String layer) {
    return layers.stream().filter(candidate -> candidate.name().equals(layer)).findFirst();
  }

  /** The layer of this name, which must exist. */
  public LayerSpec layer(String layer) {
    return find(layer)
        .orElseThrow(
            () -> new IllegalArgumentException("No layer %s in %s".formatted(layer, name)));
  }

  /** All parameter tensors by the place that needs them, in layer order. */
  public Map<Slot, ParameterSpec> parameters() {
    Map<Slot, ParameterSpec> parameters = new LinkedHashMap<>();
    for (LayerSpec layer : layers) {
      for (ParameterSpec parameter : layer.parameters()) {
        parameters.put(new Slot(layer.name(), parameter.name()), parameter);
      }
    }
    return parameters;
  }

  /** Trainable scalars if nothing is shared. */
  public long trainableParameters() {
    return layers.stream()
        .flatMap(layer -> layer.parameters().stream())
        .filter(ParameterSpec::isTrainable)
        .mapToLong(ParameterSpec::size)
        .sum();
  }

  /** Multiply-adds of convolutions and matrix products per example. */
  public long macs() {
    return layers.stream().mapToLong(LayerSpec::macs).sum();
  }

  /** Collects layers in order and infers their shapes. */
  public static final class Builder {
    private final String name;
    private final FeatureShape input;
    private final Map<String, LayerSpec> layers = new LinkedHashMap<>();
    private String last = INPUT;

    private Builder(String name, FeatureShape input) {
      this.name = name;
      this.input = input;
    }

    /** Adds a layer that reads the one added before it. */
    public Builder then(String layer, Operation operation) {
      return add(layer, operation, last);
    }

    /** Adds a layer that reads the named ones. */
    public Builder add(String layer, Operation operation, String... inputs) {
      Checks.valid(
          !layers.containsKey(layer) && !layer.equals(INPUT),
          "Invalid layer name: %s (not used before)",
          layer);
      List<FeatureShape> shapes = new ArrayList<>();
      for (String source : inputs) {
        shapes.add(shapeOf(source));
      }
      LayerSpec spec =
          new LayerSpec(layer, operation, Arrays.asList(inputs), shapes, operation.output(shapes));
      layers.put(layer, spec);
      last = layer;
      return this;
    }

    /** Name of the layer added last; {@link #INPUT} before the first. */
    public String last() {
      return last;
    }

    /** Output shape of a layer, or of the input. */
    public FeatureShape shapeOf(String layer) {
      if (layer.equals(INPUT)) {
        return input;
      }
      LayerSpec spec = layers.get(layer);
      Checks.valid(spec != null, "Invalid layer input: %s (a layer added before)", layer);
      return spec.outputShape();
    }

    public Architecture build() {
      return new Architecture(name, input, List.copyOf(layers.values()));
    }
  }
}
