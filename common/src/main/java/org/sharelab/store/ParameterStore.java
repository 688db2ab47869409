package org.sharelab.store;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.sharing.Slot;

/**
 * Tensors that several uses get their weights from.
 *
 * <p>Per forward pass {@link #materialize} is called once for every use, before any of them is
 * read; per backward pass {@link #clearGradient} once and then {@link #accumulate} at most once for
 * every use, in any order.
 *
 * <pre>{@code
 * store.clearGradient();
 * for (Slot use : store.spec().uses()) {
 *   INDArray gradient = backward(store.materialize(use));
 *   store.accumulate(use, gradient);
 * }
 * }</pre>
 */
public interface ParameterStore {

  StoreSpec spec();

  /** The tensors by name, in the order of the flat vector: views, so writing to them changes it. */
  Map<String, INDArray> tensors();

  /** The gradients of the tensors, laid out like them; empty before {@link #attachGradient}. */
  Map<String, INDArray> gradients();

  /** Makes the gradients views of this vector, which has the length of the parameters. */
  void attachGradient(INDArray gradient);

  /** Sets all gradients to zero. */
  void clearGradient();

  /**
   * The weight of a use, computed from the tensors as they are now.
   *
   * @return the same array at every call; a store without transformation returns the tensor itself
   * @throws IllegalArgumentException for a use that the store does not serve
   */
  INDArray materialize(Slot use);

  /**
   * Adds what a use contributes to the gradients of the tensors: the chain rule through {@link
   * #materialize}.
   *
   * <p>Running statistics have updates in place of gradients, which are combined as {@link
   * StoredTensor} says.
   *
   * @param gradient of the loss with respect to the weight of the use; not kept and not changed
   */
  void accumulate(Slot use, INDArray gradient);

  /** Gives all tensors their initial values. */
  void initialize(Initializer initializer);
}
