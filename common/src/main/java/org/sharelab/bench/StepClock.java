package org.sharelab.bench;

import java.util.ArrayList;
import java.util.List;
import org.sharelab.kernel.TrunkClock;
import org.sharelab.train.StopSignal;
import org.sharelab.train.TrainingStopped;

/**
 * Measures steps from outside the training loop, which asks it before each step and after reading
 * that step's batch: from one question to the next is a whole step and the reading of a batch.
 */
final class StepClock implements StopSignal {
  private static final double NANOSECONDS = 1e9;
  private static final double NANOSECONDS_PER_MILLISECOND = 1e6;
  private static final long NOT_RUNNING = -1;

  private final long start = System.nanoTime();
  private final double seconds;
  private final TrunkClock primitives;
  private final List<Double> milliseconds = new ArrayList<>();
  private final List<Double> rest = new ArrayList<>();
  private long last = NOT_RUNNING;
  private long primitivesBefore;

  StepClock(double seconds) {
    this(seconds, new TrunkClock());
  }

  /**
   * @param primitives that times the trunk's primitives in these steps
   */
  StepClock(double seconds, TrunkClock primitives) {
    this.seconds = seconds;
    this.primitives = primitives;
  }

  @Override
  public void check() {
    long now = System.nanoTime();
    if (last != NOT_RUNNING) {
      long inside = primitives.total() - primitivesBefore;
      milliseconds.add((now - last) / NANOSECONDS_PER_MILLISECOND);
      rest.add((now - last - inside) / NANOSECONDS_PER_MILLISECOND);
      if ((now - start) / NANOSECONDS >= seconds) {
        throw new TrainingStopped(TrainingStopped.Reason.TIMED_OUT, "The block is over");
      }
    }
    primitivesBefore = primitives.total();
    last = System.nanoTime();
  }

  /** An epoch ended: what comes before the next question is no step. */
  void pause() {
    last = NOT_RUNNING;
  }

  StepTimes times() {
    return new StepTimes(milliseconds);
  }

  /** Of each step what was no primitive of the trunk. */
  StepTimes rest() {
    return new StepTimes(rest);
  }
}
