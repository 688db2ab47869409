package org.sharelab.jobs.testing;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.sharelab.config.ExperimentFile;
import org.sharelab.result.EpochRow;
import org.sharelab.result.ErrorCode;
import org.sharelab.result.GroupRow;
import org.sharelab.result.Provenance;
import org.sharelab.result.TestMeasures;
import org.sharelab.result.TrialResult;
import org.sharelab.result.TrialRow;
import org.sharelab.study.Study;
import org.sharelab.study.TrialSpec;

/** Small studies, and results of their trials that nobody had to train for. */
public final class Studies {
  private Studies() {}

  /** Rates 1, 2 and 4 of a tiny network; replicates as given. */
  public static Study small(int replicates, String... assignments) {
    ExperimentFile file =
        ExperimentFile.parse(
            """
            study { name = small, replicates = %d, space { "model.sharing.rate" = [1, 2, 4] } }
            data { name = glyphs, train-limit = 100, test-limit = 100 }
            model { name = convmixer, width = 4, depth = 4, kernel-size = 3, patch-size = 8 }
            training { epochs = 2, batch-size = 50 }
            """
                .formatted(replicates));
    return Study.plan(file.set(List.of(assignments)), "small");
  }

  /** A completed trial with this accuracy. */
  public static TrialResult completed(TrialSpec trial, int attempt, double accuracy) {
    TestMeasures test = new TestMeasures(accuracy, 1.5, 0.05, 100);
    TrialRow.Measures measures = new TrialRow.Measures(2, 3.25, 61.5, 0.75, test, 1 << 20);
    Provenance provenance =
        new Provenance(
            "1", "abc", "17", "fake", 1, "host", "f00d", "bitwise", "2026-01-01T00:00:00Z");
    TrialRow row = new TrialRow(trial, attempt, TrialRow.Outcome.completed(), measures, provenance);
    List<EpochRow> epochs =
        IntStream.rangeClosed(1, 2)
            .mapToObj(
                epoch ->
                    new EpochRow(
                        trial.id(), epoch, 0.01, 1.0 / epoch, 0.5, epoch == 2 ? test : null, 1.5))
            .toList();
    return new TrialResult(row, epochs, GroupRow.of(trial));
  }

  /**
   * A trial after some epochs, evaluated after each; if there are more to come, as if it were
   * pruned.
   *
   * @param accuracy by epoch, 1 for the first
   */
  public static TrialResult trained(
      TrialSpec trial, int attempt, int epochs, IntToDoubleFunction accuracy) {
    List<EpochRow> rows =
        IntStream.rangeClosed(1, epochs)
            .mapToObj(
                epoch ->
                    new EpochRow(
                        trial.id(),
                        epoch,
                        0.01,
                        1.0 / epoch,
                        0.5,
                        new TestMeasures(accuracy.applyAsDouble(epoch), 1.5, 0.05, 100),
                        1.5))
            .toList();
    TestMeasures last = rows.get(epochs - 1).test();
    boolean isLast = epochs == trial.training().epochs();
    return new TrialResult(
        new TrialRow(
            trial,
            attempt,
            isLast ? TrialRow.Outcome.completed() : paused(),
            new TrialRow.Measures(epochs, 1.5 * epochs, 61.5, 1.0 / epochs, last, 1 << 20),
            null),
        rows,
        GroupRow.of(trial));
  }

  private static TrialRow.Outcome paused() {
    return new TrialRow.Outcome(ErrorCode.PRUNED, "paused", null);
  }

  /** A failed trial that measured nothing. */
  public static TrialResult failed(TrialSpec trial, int attempt) {
    TrialRow.Outcome outcome = new TrialRow.Outcome(ErrorCode.INTERNAL_ERROR, "no luck", "a line");
    return new TrialResult(
        new TrialRow(trial, attempt, outcome, null, null), List.of(), GroupRow.of(trial));
  }
}
