package org.sharelab.train;

import java.io.Serializable;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Class labels as the distributions that the loss compares with.
 *
 * @param classes K
 * @param smoothing s, the mass that is spread evenly over all classes, 0 to below 1
 */
public record LabelDistributions(int classes, double smoothing) implements Serializable {

  /** B x K: one row per example, 1 - s at the label plus s / K everywhere; the caller closes it. */
  public INDArray of(int[] labels) {
    float everywhere = (float) (smoothing / classes);
    float label = (float) (1 - smoothing + smoothing / classes);
    float[][] rows = new float[labels.length][classes];
    for (int i = 0; i < labels.length; i++) {
      Arrays.fill(rows[i], everywhere);
      rows[i][labels[i]] = label;
    }
    return Nd4j.createFromArray(rows);
  }
}
