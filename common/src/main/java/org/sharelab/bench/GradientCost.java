package org.sharelab.bench;

/**
 * Median CPU time of an epoch of training and of one of gradient similarity.
 *
 * @param rate share rate of the pointwise convolutions
 */
public record GradientCost(
    BenchmarkCase measured, int rate, double trainingSeconds, double similaritySeconds) {

  /** Similarity over training. */
  public double ratio() {
    return similaritySeconds / trainingSeconds;
  }
}
