package org.sharelab.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sharelab.sharing.Component;
import org.sharelab.sharing.Slot;

/**
 * What a staged network can share: per stage, the parts of its blocks that have one shape.
 *
 * <p>The first block of a stage may change channels; a part that this gives another shape leaves
 * that block out. A part with fewer than two equal blocks has nothing to share. Components are
 * called {@code stage<i>.<part>}.
 */
final class StagedComponents {
  private final Architecture architecture;
  private final List<Component> components = new ArrayList<>();

  StagedComponents(Architecture architecture) {
    this.architecture = architecture;
  }

  /**
   * Adds a stage.
   *
   * @param parts for each part of a block its layers, named without the block
   */
  StagedComponents add(String stage, int blocks, Map<String, List<String>> parts) {
    parts.forEach((part, layers) -> addPart(stage, blocks, part, layers));
    return this;
  }

  private void addPart(String stage, int blocks, String part, List<String> layers) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < blocks; i++) {
      names.add(stage + ".block" + i + ".");
    }
    if (blocks > 1 && !parameters(names.get(0), layers).equals(parameters(names.get(1), layers))) {
      names.remove(0);
    }
    if (names.size() > 1) {
      components.add(
          new Component(
              stage + "." + part, names.stream().map(block -> slots(block, layers)).toList()));
    }
  }

  List<Component> all() {
    return List.copyOf(components);
  }

  private List<Slot> slots(String block, List<String> layers) {
    List<Slot> slots = new ArrayList<>();
    for (String layer : layers) {
      for (ParameterSpec parameter : architecture.layer(block + layer).parameters()) {
        slots.add(new Slot(block + layer, parameter.name()));
      }
    }
    return slots;
  }

  /** Every parameter of these layers of a block, with its shape. */
  private List<List<ParameterSpec>> parameters(String block, List<String> layers) {
    return layers.stream().map(layer -> architecture.layer(block + layer).parameters()).toList();
  }
}
