package org.sharelab.data;

import org.sharelab.model.FeatureShape;

/**
 * B examples as a network takes them.
 *
 * <p>The arrays belong to the iterator that gave the batch and are overwritten by its next one;
 * copy what has to last.
 */
public final class Batch {
  private final FeatureShape shape;
  private final float[] features;
  private final int[] labels;
  private final int[] cleanLabels;
  private final int[] ids;

  Batch(int size, FeatureShape shape) {
    this.shape = shape;
    this.features = new float[Math.multiplyExact(size, (int) shape.size())];
    this.labels = new int[size];
    this.cleanLabels = new int[size];
    this.ids = new int[size];
  }

  /** Number of examples, B. */
  public int size() {
    return ids.length;
  }

  /** Shape of one example, C x H x W. */
  public FeatureShape shape() {
    return shape;
  }

  /** Normalized values in B x C x H x W order; exactly that long. */
  public float[] features() {
    return features;
  }

  /** The labels to learn from or to be judged by; B numbers. */
  public int[] labels() {
    return labels;
  }

  /** The labels before noise; B numbers. */
  public int[] cleanLabels() {
    return cleanLabels;
  }

  /** Positions of the examples in their set; B numbers. */
  public int[] ids() {
    return ids;
  }
}
