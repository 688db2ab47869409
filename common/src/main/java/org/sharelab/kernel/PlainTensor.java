package org.sharelab.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A {@link Tensor} whose scalars are an array of the caller's, read and written in place. */
public interface PlainTensor extends Tensor {
  /** Points it at a contiguous row-major float array of B x C x H x W scalars. */
  void bind(INDArray array);
}
