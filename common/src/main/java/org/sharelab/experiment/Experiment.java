package org.sharelab.experiment;

import java.util.List;
import org.sharelab.result.TrialResult;
import org.sharelab.result.TrialRow;
import org.sharelab.study.TrialSpec;

/** Runs one trial in this process. Placeholder until training is wired in. */
public final class Experiment {
  private Experiment() {}

  /**
   * Runs a trial to its end, whatever that is; only errors of the JVM itself are thrown.
   *
   * @param attempt 1 for the first execution
   */
  public static TrialResult run(TrialSpec spec, int attempt) {
    return new TrialResult(
        new TrialRow(spec, attempt, TrialRow.Outcome.completed(), null, null),
        List.of(),
        List.of());
  }
}
