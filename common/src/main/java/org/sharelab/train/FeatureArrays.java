package org.sharelab.train;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.data.Batch;
import org.sharelab.model.FeatureShape;

/** Batches as arrays; the caller closes them. */
public final class FeatureArrays {
  private FeatureArrays() {}

  /** Features of a batch as B x C x H x W, copied off the heap. */
  public static INDArray of(Batch batch) {
    FeatureShape shape = batch.shape();
    return Nd4j.create(
        batch.features(),
        new long[] {batch.size(), shape.channels(), shape.height(), shape.width()},
        'c');
  }
}
