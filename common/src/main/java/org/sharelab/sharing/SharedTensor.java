package org.sharelab.sharing;

import java.io.Serializable;
import java.util.List;
import org.sharelab.check.Checks;

/**
 * A group: one stored tensor and all its uses.
 *
 * @param id unique in the plan, such as {@code pointwise/0}
 * @param component the component it belongs to
 * @param uses its uses, in depth order; one or more
 */
public record SharedTensor(String id, String component, List<Use> uses) implements Serializable {

  /**
   * One use of the tensor.
   *
   * @param position depth of the use, 0..L-1
   */
  public record Use(int position, Slot slot) implements Serializable {}

  public SharedTensor {
    uses = List.copyOf(uses);
    Checks.valid(!uses.isEmpty(), "Invalid group %s: no uses (at least 1)", id);
  }
}
