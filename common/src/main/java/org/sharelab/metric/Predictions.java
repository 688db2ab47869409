package org.sharelab.metric;

import org.sharelab.check.Checks;

/**
 * Class probabilities of N examples over K classes with their true labels, and what they are worth.
 *
 * <p>Add examples one by one; the measures can be asked for at any time. Sums are taken in double,
 * in the order of adding.
 */
public final class Predictions {
  /** Equal-width bins of the calibration error; the convention of the work compared with. */
  public static final int CALIBRATION_BINS = 15;

  private final Calibration calibration = new Calibration(CALIBRATION_BINS);
  private int examples;
  private int correct;
  private double logLoss;

  /**
   * Adds one example.
   *
   * @param probabilities K values of 0..1 that sum to 1
   * @param label the true class, 0..K-1
   */
  public void add(double[] probabilities, int label) {
    Checks.valid(
        label >= 0 && label < probabilities.length,
        "Invalid label: %d (0 to %d)",
        label,
        probabilities.length - 1);
    int predicted = largest(probabilities);
    boolean hit = predicted == label;
    examples++;
    correct += hit ? 1 : 0;
    // A probability that underflowed to 0 counts as the smallest float, so that one example cannot
    // make the mean infinite.
    logLoss -= Math.log(Math.max(probabilities[label], Float.MIN_VALUE));
    calibration.add(probabilities[predicted], hit);
  }

  /** Number of examples, N. */
  public int examples() {
    return examples;
  }

  /** Fraction of examples whose most probable class is the true one; ties go to the lower class. */
  public double accuracy() {
    return (double) correct / examples;
  }

  /** Mean of -ln p(true class), nats. */
  public double negativeLogLikelihood() {
    return logLoss / examples;
  }

  /** Expected calibration error over {@link #CALIBRATION_BINS} bins, 0..1. */
  public double calibrationError() {
    return calibration.error();
  }

  /** Index of the largest value; the lowest of several. */
  public static int largest(double[] values) {
    int best = 0;
    for (int k = 1; k < values.length; k++) {
      if (values[k] > values[best]) {
        best = k;
      }
    }
    return best;
  }
}
