package org.sharelab.metric;

/**
 * Expected calibration error: sum over bins b of |B_b| / N * |accuracy(B_b) - confidence(B_b)|
 * (Naeini et al., 2015; Guo et al., 2017).
 *
 * <p>Bin b of M holds confidences in (b / M, (b + 1) / M].
 */
public final class Calibration {
  private final double[] confidence;
  private final int[] hits;
  private int examples;

  public Calibration(int bins) {
    confidence = new double[bins];
    hits = new int[bins];
  }

  /**
   * Adds one example.
   *
   * @param probability of the predicted class, 0..1
   * @param hit whether the prediction was right
   */
  public void add(double probability, boolean hit) {
    int bins = confidence.length;
    int bin = (int) Math.ceil(probability * bins) - 1;
    int clamped = Math.max(0, Math.min(bins - 1, bin));
    confidence[clamped] += probability;
    hits[clamped] += hit ? 1 : 0;
    examples++;
  }

  /** The error, 0..1; NaN without examples. */
  public double error() {
    double gap = 0;
    for (int bin = 0; bin < confidence.length; bin++) {
      gap += Math.abs(hits[bin] - confidence[bin]); // |B_b| times the difference of the means
    }
    return gap / examples;
  }
}
