package org.sharelab.store;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.model.ParameterSpec;
import org.sharelab.sharing.Slot;

/** Gives parameter tensors their initial values. */
@FunctionalInterface
public interface Initializer {

  /**
   * Fills one tensor.
   *
   * @param slot where the tensor is used, first of all its uses: names the random stream, so that a
   *     tensor gets the same values in every model that has it
   * @param tensor has the shape of {@code parameter}
   */
  void fill(Slot slot, ParameterSpec parameter, INDArray tensor);
}
