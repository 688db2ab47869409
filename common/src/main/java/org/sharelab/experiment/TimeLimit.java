package org.sharelab.experiment;

import org.sharelab.train.StopSignal;
import org.sharelab.train.TrainingStopped;
import org.sharelab.train.TrainingStopped.Reason;

/** Stops a trial when its time is over or its thread was interrupted. */
final class TimeLimit implements StopSignal {
  private static final double NANOSECONDS = 1e9;

  private final long seconds;
  private final long start = System.nanoTime();
  private double spentBefore;

  /**
   * @param seconds from now; 0 for no limit
   */
  TimeLimit(long seconds) {
    this.seconds = seconds;
  }

  /** Counts the time of earlier executions too. */
  void spentBefore(double earlierSeconds) {
    spentBefore = earlierSeconds;
  }

  /** Seconds that the trial has taken, over all its executions. */
  double elapsedSeconds() {
    return spentBefore + (System.nanoTime() - start) / NANOSECONDS;
  }

  @Override
  public void check() {
    if (Thread.currentThread().isInterrupted()) {
      throw new TrainingStopped(Reason.CANCELLED, "The task was cancelled");
    }
    if (seconds > 0 && elapsedSeconds() >= seconds) {
      throw new TrainingStopped(
          Reason.TIMED_OUT, "Not finished after %d seconds, the trial's limit".formatted(seconds));
    }
  }
}
