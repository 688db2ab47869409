package org.sharelab.jobs.study;

import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.sharelab.jobs.table.TrialRows;
import org.sharelab.result.GroupRow;
import org.sharelab.result.Status;
import org.sharelab.result.TrialResult;
import org.sharelab.result.TrialRow;
import org.sharelab.study.TrialSpec;
import org.sharelab.train.TrainingStopped;

/**
 * One trial as a Spark task; its result is the text form of the rows.
 *
 * <p>An exception becomes a row, so that a failure that would only repeat costs one attempt. What
 * reaches Spark, and is retried by it, is the loss of the executor.
 *
 * @param trial the trial
 * @param function runs it
 */
record TrialTask(TrialSpec trial, TrialFunction function) implements Function<Integer, String> {

  @Override
  public String call(Integer firstAttempt) {
    int attempt = firstAttempt + TaskContext.get().attemptNumber();
    return TrialRows.of(run(attempt)).toJson();
  }

  private TrialResult run(int attempt) {
    try {
      return function.run(trial, attempt, TaskContext.get().cpus());
    } catch (TrainingStopped cancelled) {
      throw cancelled;
    } catch (RuntimeException problem) {
      return failure(trial, attempt, "INTERNAL_ERROR", problem);
    }
  }

  /** The rows of a trial that never got to measure anything. */
  static TrialResult failure(TrialSpec trial, int attempts, String code, Throwable reason) {
    String message = reason.getMessage() == null ? "" : ": " + reason.getMessage();
    String line = (reason.getClass().getSimpleName() + message).lines().findFirst().orElseThrow();
    TrialRow.Outcome outcome = new TrialRow.Outcome(Status.FAILED, code, line);
    TrialRow row = new TrialRow(trial, attempts, outcome, null, null);
    return new TrialResult(row, List.of(), GroupRow.of(trial));
  }
}
