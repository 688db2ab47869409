package org.sharelab.experiment;

import org.sharelab.check.ValidationException;
import org.sharelab.model.Architecture;
import org.sharelab.model.LayerSpec;
import org.sharelab.model.TokenOperation;

/** Which networks trials can train; others can be described and analysed. */
final class Trainability {
  private Trainability() {}

  /**
   * Checks that every layer can be trained, without building any.
   *
   * @throws ValidationException naming the first that cannot
   */
  static void require(Architecture network) {
    for (LayerSpec layer : network.layers()) {
      if (layer.operation() instanceof TokenOperation) {
        throw new ValidationException(
            "Cannot train %s: layers of tokens such as %s cannot be trained yet (plan, describe and"
                    .formatted(network.name(), layer.name())
                + " analyze take it)");
      }
    }
  }
}
