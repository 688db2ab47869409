package org.sharelab.jobs.study;

import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.sharelab.check.Checks;
import org.sharelab.experiment.Checkpoints;
import org.sharelab.experiment.Experiment;
import org.sharelab.experiment.TrialContext;
import org.sharelab.experiment.TrialOutcome;
import org.sharelab.experiment.TrialOutcome.Ended;
import org.sharelab.experiment.TrialOutcome.Paused;
import org.sharelab.jobs.table.TrialRows;
import org.sharelab.result.ErrorCode;
import org.sharelab.result.Status;
import org.sharelab.result.TrialRow;
import org.sharelab.study.Agenda.Assignment;
import org.sharelab.study.TrialSpec;

/**
 * A trial once more, from its beginning.
 *
 * <p>One that a scheduler or its time limit ended runs as far as it came then, and ends there for
 * the same reason.
 *
 * @param epochs to run; all of the training or more to run to the end
 * @param outcome of a trial that stops before its end; null otherwise
 */
public record Repetition(int epochs, TrialRow.Outcome outcome) implements TrialFunction {

  /**
   * How to repeat a committed trial.
   *
   * @throws org.sharelab.check.ValidationException if it was ended before its first epoch was over
   */
  public static Repetition of(TrialRows stored) {
    if (stored.status() != Status.PRUNED && stored.status() != Status.TIMED_OUT) {
      return new Repetition(Integer.MAX_VALUE, null);
    }
    Checks.valid(
        stored.trial("epochs") instanceof Integer,
        "Cannot reproduce %s: it %s before its first epoch was over",
        stored.trialId(),
        stored.status() == Status.PRUNED ? "was pruned" : "timed out");
    ErrorCode code = ErrorCode.valueOf((String) stored.trial("error_code"));
    return new Repetition(
        (Integer) stored.trial("epochs"),
        new TrialRow.Outcome(code, (String) stored.trial("error_message"), null));
  }

  @Override
  public TrialOutcome run(TrialSpec trial, TrialContext context) {
    TrialOutcome again = Experiment.run(trial, context.with(Checkpoints.none()).until(epochs));
    boolean cameAsFar =
        again instanceof Paused paused
            && paused.measures() != null
            && paused.measures().epochs() == epochs;
    return cameAsFar ? new Ended(((Paused) again).endedAs(outcome)) : again;
  }

  /** Runs it in a task of its own. */
  public TrialRows run(JavaSparkContext spark, TrialSpec trial, String output) {
    spark.setJobDescription("reproduce " + trial.id());
    Assignment all = new Assignment(trial, trial.training().epochs());
    String rows = spark.parallelize(List.of(1), 1).map(new TrialTask(all, this, output)).first();
    return TrialRows.parse(rows).orElseThrow();
  }
}
