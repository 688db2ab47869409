package org.sharelab.sharing;

import java.io.Serializable;
import java.util.List;

/**
 * A kind of parameter that a model has once per position of its depth, and can therefore share.
 *
 * @param name what experiment files call it, such as {@code pointwise}
 * @param positions for each position 0..L-1 the slots there; in a model of equal blocks position i
 *     of all components belongs to block i. Corresponding slots of all positions have one shape.
 */
public record Component(String name, List<List<Slot>> positions) implements Serializable {
  public Component {
    positions = positions.stream().map(List::copyOf).toList();
  }

  /** Number of positions, L. */
  public int depth() {
    return positions.size();
  }

  /**
   * Whether an experiment file means this component by a name: its own, or what follows the stage,
   * so that {@code expand} means {@code stage2.expand}, {@code stage3.expand} and so on.
   */
  public boolean isCalled(String name) {
    return this.name.equals(name) || this.name.endsWith("." + name);
  }
}
