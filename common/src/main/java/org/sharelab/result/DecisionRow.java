package org.sharelab.result;

import java.io.Serializable;
import java.util.List;
import org.sharelab.study.TrialSpec;
import org.sharelab.study.search.Decision;

/**
 * A decision of a search, as it concerns one trial.
 *
 * <p>A decision on a point is one row for each of its replicates, so that the table joins with
 * {@code trials}; a decision on the whole search, or that rejects a point, is one row without a
 * trial.
 *
 * @param study name of the study
 * @param trialId null where there is no trial
 * @param replicate null where there is no trial
 * @param elapsedSeconds wall-clock time that the search had run, interruptions not counted
 */
public record DecisionRow(
    String study, String trialId, Integer replicate, Decision decision, double elapsedSeconds)
    implements Serializable {

  /**
   * The rows of a decision.
   *
   * @param trials of the decision's point, one for each replicate; none if it was rejected or the
   *     whole search is meant
   */
  public static List<DecisionRow> of(
      String study, Decision decision, List<TrialSpec> trials, double elapsedSeconds) {
    if (trials.isEmpty()) {
      return List.of(new DecisionRow(study, null, null, decision, elapsedSeconds));
    }
    return trials.stream()
        .map(t -> new DecisionRow(study, t.id(), t.replicate(), decision, elapsedSeconds))
        .toList();
  }
}
