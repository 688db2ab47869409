package org.sharelab.train;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.data.Batch;
import org.sharelab.model.FeatureShape;
import org.sharelab.platform.NativeBackend;

/** Batches as arrays; the caller closes them. */
public final class FeatureArrays {
  private FeatureArrays() {}

  /** Features of a batch as B x C x H x W, copied off the heap. */
  public static INDArray of(Batch batch) {
    FeatureShape shape = batch.shape();
    long[] dimensions = {batch.size(), shape.channels(), shape.height(), shape.width()};
    if (NativeBackend.isOnDevice()) {
      return Nd4j.create(batch.features(), dimensions, 'c');
    }
    // The library copies one scalar after another, which takes longer than to read the images.
    INDArray features = Nd4j.createUninitialized(DataType.FLOAT, dimensions, 'c');
    FlatMemory.of(features).put(batch.features());
    return features;
  }
}
