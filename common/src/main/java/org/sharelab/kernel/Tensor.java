package org.sharelab.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A minibatch of feature maps in the layout that its {@link Kernels} compute with, which may be
 * blocked and padded. Its scalars are reached by copying to or from a plain array only.
 */
public interface Tensor {
  BatchShape shape();

  /** Copies from a plain float array of B x C x H x W scalars. */
  void load(INDArray plain);

  /** Copies to a plain float array of B x C x H x W scalars. */
  void store(INDArray plain);
}
