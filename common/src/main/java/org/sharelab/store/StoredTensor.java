package org.sharelab.store;

import java.io.Serializable;
import java.util.List;
import org.sharelab.check.Checks;
import org.sharelab.model.ParameterSpec;
import org.sharelab.sharing.Slot;

/**
 * A tensor and the uses that get it as their weight.
 *
 * <p>Gradients are summed over the uses. Running statistics move by m (t - batch) per use, one use
 * after the other in the order of {@code uses}, as if each place updated the statistic in turn
 * during the forward pass; the k-th of R updates then counts (1 - m)^(R - 1 - k).
 *
 * @param parameter its name in the store, shape and role
 * @param uses one or more, in depth order
 * @param momentum m, the weight of one batch in a running statistic; 0 for what gradients move
 */
public record StoredTensor(ParameterSpec parameter, List<Slot> uses, double momentum)
    implements Serializable {
  public StoredTensor {
    uses = List.copyOf(uses);
    Checks.valid(!uses.isEmpty(), "Invalid tensor %s: no uses (at least 1)", parameter.name());
    Checks.valid(
        momentum >= 0 && momentum <= 1,
        "Invalid momentum of %s: %s (0 to 1)",
        parameter.name(),
        momentum);
  }

  /** A tensor that gradients move. */
  public static StoredTensor trained(ParameterSpec parameter, List<Slot> uses) {
    return new StoredTensor(parameter, uses, 0);
  }

  /** The factor of what a use contributes to the gradient or update. */
  double contribution(Slot use) {
    int later = uses.size() - 1 - uses.indexOf(use);
    return Math.pow(1 - momentum, later);
  }
}
