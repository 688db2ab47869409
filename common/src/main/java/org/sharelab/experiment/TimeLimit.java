package org.sharelab.experiment;

import java.time.Duration;
import org.sharelab.train.StopSignal;
import org.sharelab.train.TrainingStopped;
import org.sharelab.train.TrainingStopped.Reason;

/** Stops a trial when its time is over or its thread was interrupted. */
final class TimeLimit implements StopSignal {
  private final long seconds;
  private final long start = System.nanoTime();

  /**
   * @param seconds from now; 0 for no limit
   */
  TimeLimit(long seconds) {
    this.seconds = seconds;
  }

  @Override
  public void check() {
    if (Thread.currentThread().isInterrupted()) {
      throw new TrainingStopped(Reason.CANCELLED, "The task was cancelled");
    }
    if (seconds > 0 && Duration.ofNanos(System.nanoTime() - start).toSeconds() >= seconds) {
      throw new TrainingStopped(
          Reason.TIMED_OUT, "Not finished after %d seconds, the trial's limit".formatted(seconds));
    }
  }
}
