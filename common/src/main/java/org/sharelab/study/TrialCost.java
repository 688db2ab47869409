package org.sharelab.study;

/**
 * What a trial costs, estimated from its spec alone.
 *
 * @param steps updates of the parameters
 * @param macs multiply-adds of training and evaluation together
 */
public record TrialCost(long steps, double macs) {
  /**
   * Multiply-adds per second of one core, for estimates before anything was measured: between the
   * small networks of the quickstart and the large ones of docs/performance.md.
   */
  private static final double MACS_PER_CORE_SECOND = 12e9;

  /** A backward pass computes two products for each one of the forward pass. */
  private static final double TRAINING_PASSES = 3;

  public static final TrialCost NONE = new TrialCost(0, 0);

  public static TrialCost of(TrialSpec trial) {
    int images = trial.data().trainImages();
    int epochs = trial.training().epochs();
    int evaluations =
        (epochs + trial.training().evaluateEvery() - 1) / trial.training().evaluateEvery();
    double passes =
        TRAINING_PASSES * epochs * images + (double) evaluations * trial.data().testImages();
    return new TrialCost(
        (long) epochs * trial.training().stepsPerEpoch(images), passes * trial.design().macs());
  }

  public TrialCost plus(TrialCost other) {
    return new TrialCost(steps + other.steps, macs + other.macs);
  }

  /** So many times this, or such a part of it. */
  public TrialCost times(double factor) {
    return new TrialCost(Math.round(steps * factor), macs * factor);
  }

  /** The lesser of two bounds. */
  TrialCost orLess(TrialCost other) {
    return other.macs < macs ? other : this;
  }

  /** A guess to within a small factor; it depends on the processor and on the model. */
  public double coreSeconds() {
    return macs / MACS_PER_CORE_SECOND;
  }
}
