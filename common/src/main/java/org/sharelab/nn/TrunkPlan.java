package org.sharelab.nn;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.sharelab.model.Architecture;
import org.sharelab.model.ParameterSpec;
import org.sharelab.model.ParameterSpec.Role;
import org.sharelab.random.Seed;
import org.sharelab.sharing.Slot;

/**
 * What a trunk vertex computes and where its parameters are.
 *
 * @param architecture the layers, from the images to the features
 * @param tensors for each borrowed slot the tensor it gets its weight from; slots of one weight
 *     have one name. Other slots belong to the vertex
 * @param regularized roles of the parameters that are regularised
 * @param dropout seed of the dropout masks
 */
record TrunkPlan(
    Architecture architecture, Map<Slot, String> tensors, Set<Role> regularized, Seed dropout)
    implements Serializable {
  TrunkPlan {
    tensors = Map.copyOf(tensors);
    regularized = Set.copyOf(regularized);
  }

  boolean isBorrowed(Slot slot) {
    return tensors.containsKey(slot);
  }

  /** The tensor behind a slot, borrowed or not. */
  String tensorOf(Slot slot) {
    return tensors.getOrDefault(slot, slot.toString());
  }

  /** All parameters, in layer order. */
  Map<Slot, ParameterSpec> parameters() {
    return architecture.parameters();
  }

  /**
   * Parameters that are trained in one way. The graph sees each as one vector, so that its updaters
   * and regularisation make a few passes over memory, however many layers there are.
   */
  enum Block {
    /** Moved by gradients and regularised. */
    REGULARIZED,
    /** Moved by gradients alone. */
    TRAINED,
    /** Running statistics. */
    STATISTICS;

    /** Deeplearning4j's key. */
    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private Block block(ParameterSpec parameter) {
    if (!parameter.isTrainable()) {
      return Block.STATISTICS;
    }
    return regularized.contains(parameter.role()) ? Block.REGULARIZED : Block.TRAINED;
  }

  /** The vertex' own parameters, in the order of its slice of the flat vector: block by block. */
  Map<Slot, ParameterSpec> owned() {
    Map<Slot, ParameterSpec> owned = new LinkedHashMap<>();
    parameters().entrySet().stream()
        .filter(entry -> !isBorrowed(entry.getKey()))
        .sorted(Comparator.comparing(entry -> block(entry.getValue())))
        .forEach(entry -> owned.put(entry.getKey(), entry.getValue()));
    return owned;
  }

  /** Scalars of each block that is not empty, in order. */
  Map<Block, Long> blocks() {
    Map<Block, Long> sizes = new EnumMap<>(Block.class);
    owned().values().forEach(spec -> sizes.merge(block(spec), spec.size(), Long::sum));
    return sizes;
  }

  List<Slot> borrowed() {
    List<Slot> borrowed = new ArrayList<>(parameters().keySet());
    borrowed.removeIf(slot -> !isBorrowed(slot));
    return borrowed;
  }

  /** Scalars that the vertex owns. */
  long size() {
    return owned().values().stream().mapToLong(ParameterSpec::size).sum();
  }
}
