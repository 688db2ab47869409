package org.sharelab.jobs.study;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.sharelab.check.EnvironmentException;
import org.sharelab.jobs.table.TrialRows;
import org.sharelab.study.Agenda.Assignment;

/**
 * Runs a trial again whose executor was lost, up to a limit.
 *
 * <p>The last try is made alone, when no other trial is under way: whoever loses an executor then
 * has lost it by itself. So a trial that costs its executor every time cannot make its neighbours
 * fail, which are lost with it every time they share an executor.
 *
 * <p>Everything happens in one thread, so nothing here needs a lock.
 */
final class RetryingRunner implements TrialRunner {
  private final TrialRunner runner;
  private final int retries;
  private final int tries;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread created = new Thread(task, "sharelab-retries");
            created.setDaemon(true);
            return created;
          });
  private final Queue<Waiting> ready = new ArrayDeque<>();
  private final Queue<Waiting> suspects = new ArrayDeque<>();
  private int underWay;
  private boolean alone;
  private volatile boolean cancelled;

  /** A trial that has to be submitted, and who waits for its rows. */
  private record Waiting(
      Assignment assignment, int attempt, int losses, CompletableFuture<TrialRows> rows) {}

  /**
   * @param retries how often a trial is run again after a loss
   * @param tries how often the runner itself tries before it reports a loss
   */
  RetryingRunner(TrialRunner runner, int retries, int tries) {
    this.runner = runner;
    this.retries = retries;
    this.tries = tries;
  }

  @Override
  public CompletableFuture<TrialRows> submit(Assignment assignment, int attempt) {
    CompletableFuture<TrialRows> rows = new CompletableFuture<>();
    thread.execute(
        () -> {
          ready.add(new Waiting(assignment, attempt, 0, rows));
          startWhatMay();
        });
    return rows;
  }

  private void startWhatMay() {
    while (!cancelled && !alone && !ready.isEmpty()) {
      start(ready.remove());
    }
    if (!cancelled && underWay == 0 && !suspects.isEmpty()) {
      alone = true;
      start(suspects.remove());
    }
  }

  private void start(Waiting trial) {
    underWay++;
    CompletableFuture<TrialRows> result;
    try {
      result = runner.submit(trial.assignment(), trial.attempt());
    } catch (RuntimeException refused) {
      result = CompletableFuture.failedFuture(refused);
    }
    result.whenComplete((rows, problem) -> thread.execute(() -> ended(trial, rows, problem)));
  }

  private void ended(Waiting trial, TrialRows rows, Throwable problem) {
    underWay--;
    alone = false;
    if (problem == null) {
      trial.rows().complete(rows);
    } else {
      failed(trial, problem);
    }
    startWhatMay();
  }

  private void failed(Waiting trial, Throwable problem) {
    SparkFailure failure = SparkFailure.of(problem);
    int losses = trial.losses() + 1;
    switch (failure.kind()) {
      case EXECUTOR_LOST -> {
        if (losses > retries) {
          int attempts = trial.attempt() + tries - 1;
          trial.rows().completeExceptionally(new LostExecutor(losses, attempts, failure.reason()));
        } else {
          Waiting again =
              new Waiting(trial.assignment(), trial.attempt() + tries, losses, trial.rows());
          (losses == retries ? suspects : ready).add(again);
        }
      }
      case SPARK_STOPPED ->
          trial
              .rows()
              .completeExceptionally(
                  new EnvironmentException(
                      "Cannot go on: Spark has stopped (%s)".formatted(failure.reason()), problem));
      case TASK_FAILED -> trial.rows().completeExceptionally(problem);
    }
  }

  @Override
  public int slots() {
    return runner.slots();
  }

  @Override
  public int window() {
    return runner.window();
  }

  @Override
  public void cancel() {
    cancelled = true;
    runner.cancel();
  }
}
