package org.sharelab.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.sharing.Slot;

/**
 * Where a trunk finds its parameters: plain, contiguous, row-major float arrays of the shapes that
 * {@link org.sharelab.model.ParameterSpec} names. Nothing is copied but weights of convolutions,
 * which are reordered once per forward pass.
 */
public interface TrunkParameters {
  /** The current value; running statistics are written in training. */
  INDArray value(Slot slot);

  /** What the gradient is added to; slots that share a tensor may return one array. */
  INDArray gradient(Slot slot);
}
