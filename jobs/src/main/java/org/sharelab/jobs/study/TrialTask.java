package org.sharelab.jobs.study;

import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.sharelab.experiment.Failure;
import org.sharelab.experiment.TrialContext;
import org.sharelab.experiment.TrialLog;
import org.sharelab.experiment.TrialOutcome;
import org.sharelab.jobs.spark.TaskDevice;
import org.sharelab.jobs.table.StoredCheckpoints;
import org.sharelab.jobs.table.TrialRows;
import org.sharelab.result.ErrorCode;
import org.sharelab.result.GroupRow;
import org.sharelab.result.TrialResult;
import org.sharelab.result.TrialRow;
import org.sharelab.study.Agenda.Assignment;
import org.sharelab.study.TrialSpec;
import org.sharelab.train.TrainingStopped;

/**
 * One trial as a Spark task; its result is the text form of the rows.
 *
 * <p>An exception becomes a row, so that a failure that would only repeat costs one attempt. What
 * reaches Spark, and is retried by it, is the loss of the executor.
 *
 * @param assignment the trial, and how far to train it; where it pauses, its rows are as if it had
 *     been pruned there
 * @param function runs it
 * @param output where it saves how far it has come, as Hadoop names the folder
 */
record TrialTask(Assignment assignment, TrialFunction function, String output)
    implements Function<Integer, String> {

  /** The reason is put in its place if the trial ends there. */
  private static final TrialRow.Outcome PAUSED =
      new TrialRow.Outcome(ErrorCode.PRUNED, "Waits at a milestone", null);

  @Override
  public String call(Integer firstAttempt) {
    int attempt = firstAttempt + TaskContext.get().attemptNumber();
    try (ThreadLog log = ThreadLog.start()) {
      return TrialRows.of(run(attempt, log)).toJson();
    }
  }

  private TrialResult run(int attempt, TrialLog log) {
    TrialSpec trial = assignment.trial();
    try (TaskDevice device = TaskDevice.claim(TaskContext.get())) {
      TrialContext context =
          TrialContext.of(attempt, TaskContext.get().cpus())
              .with(StoredCheckpoints.ofTask(output))
              .with(log)
              .until(assignment.untilEpoch());
      TrialOutcome outcome = function.run(trial, device.placed(context));
      if (outcome instanceof TrialOutcome.Ended ended) {
        return ended.result();
      }
      if (outcome instanceof TrialOutcome.Paused paused && hasArrived(paused)) {
        return paused.endedAs(PAUSED);
      }
    } catch (Throwable problem) { // Spark ends the executor for some errors
      return ended(trial, attempt, Failure.outcome(problem, log));
    }
    throw new TrainingStopped(TrainingStopped.Reason.CANCELLED, "The task was cancelled");
  }

  /** Whether it paused where it was to, and not since it was told to stop. */
  private boolean hasArrived(TrialOutcome.Paused paused) {
    return paused.measures() != null && paused.measures().epochs() == assignment.untilEpoch();
  }

  /** The rows of a trial that was lost with its executor. */
  static TrialResult lost(TrialSpec trial, int attempts, Throwable reason) {
    return ended(
        trial, attempts, Failure.outcome(ErrorCode.LOST_EXECUTOR, reason, TrialLog.none()));
  }

  /** The rows of a trial whose task threw what it does not catch. */
  static TrialResult failed(TrialSpec trial, int attempts, Throwable reason) {
    return ended(trial, attempts, Failure.outcome(reason, TrialLog.none()));
  }

  /** The rows of a trial that never got to measure anything. */
  private static TrialResult ended(TrialSpec trial, int attempts, TrialRow.Outcome outcome) {
    TrialRow row = new TrialRow(trial, attempts, outcome, null, null);
    return new TrialResult(row, List.of(), GroupRow.of(trial));
  }
}
