package org.sharelab.jobs.study;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sharelab.jobs.table.ResultWriter;
import org.sharelab.jobs.table.ResultWriter.Committed;
import org.sharelab.result.Status;
import org.sharelab.study.Agenda;
import org.sharelab.study.TrialSpec;

/**
 * How a study stands.
 *
 * @param counts trials of the plan by status; those that never ran are in none
 * @param executed trials that this job ran
 * @param planned trials of the plan, or those that a search proposed
 * @param best the best point of a search in one line
 */
public record StudySummary(
    Map<Status, Integer> counts, int executed, int planned, Optional<String> best) {

  /** How a study stands in its output folder. */
  public static StudySummary of(Agenda agenda, ResultWriter results, int executed) {
    Map<Status, Integer> counts = new EnumMap<>(Status.class);
    for (TrialSpec trial : agenda.trials()) {
      Committed committed = results.committed(trial.id());
      if (committed != null) {
        counts.merge(committed.status(), 1, Integer::sum);
      }
    }
    return new StudySummary(counts, executed, agenda.trials().size(), agenda.best());
  }

  public int count(Status status) {
    return counts.getOrDefault(status, 0);
  }

  /** Such as {@code 3 trials: 2 completed, 1 failed}. */
  public String told() {
    String trials = planned == 1 ? "1 trial" : planned + " trials";
    return counts.entrySet().stream()
        .map(entry -> "%d %s".formatted(entry.getValue(), entry.getKey().column()))
        .collect(Collectors.joining(", ", trials + ": ", ""));
  }

  public int finished() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  public boolean isFinished() {
    return finished() == planned;
  }
}
