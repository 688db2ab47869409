package org.sharelab.jobs.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import org.sharelab.experiment.TrialContext;
import org.sharelab.experiment.TrialOutcome;
import org.sharelab.jobs.study.TrialFunction;
import org.sharelab.result.GroupRow;
import org.sharelab.result.TrialResult;
import org.sharelab.result.TrialRow;
import org.sharelab.study.TrialSpec;

/**
 * A trial that keeps its core busy, or sleeps, for a time in proportion to its epochs, and has rows
 * like any other.
 *
 * @param secondsPerEpoch of processor time, or of sleep
 * @param busy whether it computes: then it takes longer if others want its core
 */
record PretendedTrial(double secondsPerEpoch, boolean busy) implements TrialFunction {
  private static final double NANOSECONDS = 1e9;

  @Override
  public TrialOutcome run(TrialSpec trial, TrialContext context) {
    double seconds = seconds(trial);
    long nanoseconds = Math.round(seconds * NANOSECONDS);
    if (busy) {
      compute(nanoseconds);
    } else {
      sleep(nanoseconds);
    }
    TrialRow.Measures measures =
        new TrialRow.Measures(trial.training().epochs(), seconds, Double.NaN, Double.NaN, null, 0);
    TrialRow row =
        new TrialRow(trial, context.attempt(), TrialRow.Outcome.completed(), measures, null);
    return new TrialOutcome.Ended(new TrialResult(row, List.of(), GroupRow.of(trial)));
  }

  /** The work of a trial. */
  double seconds(TrialSpec trial) {
    return secondsPerEpoch * trial.training().epochs();
  }

  private static void compute(long nanoseconds) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long end = threads.getCurrentThreadCpuTime() + nanoseconds;
    double x = 1;
    while (threads.getCurrentThreadCpuTime() < end) {
      for (int i = 0; i < 10_000; i++) {
        x = Math.fma(x, 0.999_999, 1e-6);
      }
    }
    if (Double.isNaN(x)) {
      throw new AssertionError("The loop above must not be optimised away");
    }
  }

  private static void sleep(long nanoseconds) {
    try {
      Thread.sleep(nanoseconds / 1_000_000, (int) (nanoseconds % 1_000_000));
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException("Cancelled", interrupted);
    }
  }
}
