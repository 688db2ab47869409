package org.sharelab.study.search.history;

/** What a search compares points by. Values are only ever added. */
public enum Metric {
  TEST_ACCURACY(Direction.MAXIMIZE),
  TEST_NLL(Direction.MINIMIZE),
  TEST_ECE(Direction.MINIMIZE),
  TRAIN_LOSS(Direction.MINIMIZE),
  TRAIN_ACCURACY(Direction.MAXIMIZE),
  UNIQUE_PARAMETERS(Direction.MINIMIZE),
  APPLIED_PARAMETERS(Direction.MINIMIZE),
  MACS(Direction.MINIMIZE);

  /** Which way is better. */
  public enum Direction {
    MAXIMIZE,
    MINIMIZE
  }

  private final Direction direction;

  Metric(Direction direction) {
    this.direction = direction;
  }

  public Direction direction() {
    return direction;
  }

  /**
   * The value as something to minimise. NaN and the infinities, which no working network has,
   * become positive infinity: worse than every number, and equal to each other.
   */
  public double loss(double value) {
    if (!Double.isFinite(value)) {
      return Double.POSITIVE_INFINITY;
    }
    return direction == Direction.MAXIMIZE ? -value : value;
  }

  /** The value that {@link #loss} gave, if it was finite. */
  public double value(double loss) {
    return direction == Direction.MAXIMIZE ? -loss : loss;
  }

  /** Whether the metric changes from epoch to epoch, so that a scheduler can look at it. */
  public boolean isMeasuredEachEpoch() {
    return ordinal() <= TRAIN_ACCURACY.ordinal();
  }
}
