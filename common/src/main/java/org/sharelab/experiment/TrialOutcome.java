package org.sharelab.experiment;

import java.io.Serializable;
import java.util.List;
import org.sharelab.result.EpochRow;
import org.sharelab.result.GroupRow;
import org.sharelab.result.Provenance;
import org.sharelab.result.TrialResult;
import org.sharelab.result.TrialRow;
import org.sharelab.study.TrialSpec;

/** How a trial stands when an execution of it is over. */
public sealed interface TrialOutcome extends Serializable {

  /** It has come to its end, well or not. */
  record Ended(TrialResult result) implements TrialOutcome {}

  /**
   * It can go on from its checkpoint: it came to the epoch to pause at, or was told to stop.
   *
   * @param epochs rows of the finished epochs, at most those up to the epoch to pause at
   * @param measures of these epochs; null if there are none
   * @param provenance null if it did not get far enough to know
   */
  record Paused(
      TrialSpec spec,
      int attempts,
      List<EpochRow> epochs,
      TrialRow.Measures measures,
      Provenance provenance)
      implements TrialOutcome {
    public Paused {
      epochs = List.copyOf(epochs);
    }

    /** The rows of the trial if this is to be its end, for example since it was pruned. */
    public TrialResult endedAs(TrialRow.Outcome outcome) {
      TrialRow row = new TrialRow(spec, attempts, outcome, measures, provenance);
      return new TrialResult(row, epochs, GroupRow.of(spec));
    }
  }
}
