package org.sharelab.train;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.data.Batch;
import org.sharelab.model.FeatureShape;
import org.sharelab.platform.FlatMemory;
import org.sharelab.platform.NativeBackend;

/**
 * Batches as arrays, one after another in the same memory: to take new memory for each would cost
 * more than to fill it. Close it to free that.
 */
public final class FeatureArrays implements AutoCloseable {
  private INDArray features;

  /** Features of a batch as B x C x H x W off the heap; valid until the next call. */
  public INDArray of(Batch batch) {
    FeatureShape shape = batch.shape();
    long[] dimensions = {batch.size(), shape.channels(), shape.height(), shape.width()};
    if (NativeBackend.isOnDevice()) {
      close();
      features = Nd4j.create(batch.features(), dimensions, 'c');
      return features;
    }
    if (features == null || features.size(0) != batch.size()) {
      close();
      features = Nd4j.createUninitialized(DataType.FLOAT, dimensions, 'c');
    }
    // The library copies one scalar after another, which takes longer than to read the images.
    FlatMemory.of(features).put(batch.features());
    return features;
  }

  @Override
  public void close() {
    if (features != null) {
      features.close();
      features = null;
    }
  }
}
