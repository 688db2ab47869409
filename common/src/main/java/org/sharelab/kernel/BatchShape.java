package org.sharelab.kernel;

import java.io.Serializable;
import org.sharelab.check.Checks;
import org.sharelab.model.FeatureShape;

/**
 * The shape of a minibatch of feature maps: B x C x H x W.
 *
 * @param batch examples, B
 * @param example C x H x W
 */
public record BatchShape(int batch, FeatureShape example) implements Serializable {
  public BatchShape {
    Checks.valid(batch >= 1, "Invalid batch size: %d (>= 1)", batch);
  }

  public static BatchShape of(int batch, int channels, int height, int width) {
    return new BatchShape(batch, new FeatureShape(channels, height, width));
  }

  public int channels() {
    return example.channels();
  }

  public int height() {
    return example.height();
  }

  public int width() {
    return example.width();
  }

  /** Scalars per channel of the whole batch: B * H * W. */
  public long perChannel() {
    return batch * example.area();
  }

  /** Scalars: B * C * H * W. */
  public long size() {
    return batch * example.size();
  }

  /** The sizes of the four axes. */
  public long[] dimensions() {
    return new long[] {batch, channels(), height(), width()};
  }

  @Override
  public String toString() {
    return batch + "x" + example;
  }
}
