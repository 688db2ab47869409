package org.sharelab.experiment;

import java.util.List;
import org.sharelab.result.TrialResult;
import org.sharelab.result.TrialRow;
import org.sharelab.study.TrialSpec;

/** Runs one trial in this process. Placeholder until training is wired in. */
public final class Experiment {
  private Experiment() {}

  /**
   * Reads the data of these trials once, so that what is missing or damaged is found before
   * anything runs. Placeholder like the rest.
   *
   * @throws org.sharelab.check.EnvironmentException naming the file
   */
  public static void validateData(List<TrialSpec> trials) {}

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
