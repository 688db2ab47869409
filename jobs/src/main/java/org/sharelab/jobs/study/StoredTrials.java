package org.sharelab.jobs.study;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.sharelab.jobs.table.TrialRows;
import org.sharelab.study.Replay;
import org.sharelab.study.TrialReport;

/** Committed trials as learning curves. */
public final class StoredTrials {
  /** Of trials whose time was not measured. */
  private static final double SOME_SECONDS = 1;

  private StoredTrials() {}

  /** The trials of an output folder, by id. */
  public static Map<String, Replay.Stored> of(Collection<TrialRows> trials) {
    Map<String, Replay.Stored> stored = new HashMap<>();
    for (TrialRows trial : trials) {
      TrialReport report = TrialReports.of(trial);
      stored.put(report.trialId(), new Replay.Stored(report, secondsPerEpoch(trial, report)));
    }
    return stored;
  }

  private static double secondsPerEpoch(TrialRows trial, TrialReport report) {
    boolean measured =
        report.epochs() > 0
            && trial.trial("train_seconds") instanceof Double seconds
            && seconds > 0;
    return measured ? (Double) trial.trial("train_seconds") / report.epochs() : SOME_SECONDS;
  }
}
