package org.sharelab.bench;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.sharelab.kernel.TrunkClock;
import org.sharelab.train.StopSignal;
import org.sharelab.train.TrainingStopped;

/**
 * Measures steps from outside the training loop, which asks it before each step and after reading
 * that step's batch: from one question to the next is a whole step and the reading of a batch.
 *
 * <p>As a listener of the graph it also knows when a step was over and the reading began.
 */
final class StepClock extends BaseTrainingListener implements StopSignal {
  private static final double NANOSECONDS = 1e9;
  private static final double NANOSECONDS_PER_MILLISECOND = 1e6;
  private static final long NOT_RUNNING = -1;

  private final long start = System.nanoTime();
  private final double seconds;
  private final TrunkClock primitives;
  private final List<Double> whole = new ArrayList<>();
  private final List<Double> data = new ArrayList<>();
  private final List<Double> rest = new ArrayList<>();
  private long last = NOT_RUNNING;
  private long stepEnd;
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
  public void iterationDone(Model graph, int iteration, int epoch) {
    stepEnd = System.nanoTime();
  }

  @Override
  public void check() {
    long now = System.nanoTime();
    if (last != NOT_RUNNING) {
      long reading = now - stepEnd;
      long inside = primitives.total() - primitivesBefore;
      whole.add((now - last) / NANOSECONDS_PER_MILLISECOND);
      data.add(reading / NANOSECONDS_PER_MILLISECOND);
      rest.add((now - last - inside - reading) / NANOSECONDS_PER_MILLISECOND);
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
    return new StepTimes(whole);
  }

  /** Of each step the reading of a batch, if this was a listener of the graph. */
  StepTimes data() {
    return new StepTimes(data);
  }

  /** Of each step what was neither reading nor a primitive of the trunk. */
  StepTimes rest() {
    return new StepTimes(rest);
  }
}
