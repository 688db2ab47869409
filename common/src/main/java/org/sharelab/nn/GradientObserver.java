package org.sharelab.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.sharing.Slot;

/** Sees, during a backward pass, what each use contributes to the gradient of a store. */
@FunctionalInterface
public interface GradientObserver {

  /**
   * Called once per use and backward pass, before the use is added to the others.
   *
   * <p>Running statistics have uses too; theirs is the update of the statistic, not a gradient.
   *
   * @param gradient of the loss, summed over the batch and without regularisation, with respect to
   *     the weight of the use, in the store's order of axes; valid during the call only, not to be
   *     changed
   */
  void observe(Slot use, INDArray gradient);
}
