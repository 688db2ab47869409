package org.sharelab.jobs.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.sharelab.check.EnvironmentException;
import org.sharelab.jobs.table.TrialRows;
import org.sharelab.jobs.testing.Studies;
import org.sharelab.study.Agenda.Assignment;
import org.sharelab.study.TrialSpec;

class RetryingRunnerTest {
  private static final SparkException LOST =
      new SparkException(
          "ExecutorLostFailure (executor 1 exited caused by one of the running tasks) Reason: gone");

  private final List<TrialSpec> trials = Studies.small(2).trials(); // 6 trials
  private final Cluster cluster = new Cluster();

  /** What was submitted, in order, each to be ended by the test. */
  private static final class Cluster implements TrialRunner {
    private final BlockingQueue<Submission> submissions = new LinkedBlockingQueue<>();

    private record Submission(String trial, int attempt, CompletableFuture<TrialRows> rows) {}

    @Override
    public CompletableFuture<TrialRows> submit(Assignment assignment, int attempt) {
      Submission next = new Submission(assignment.trial().id(), attempt, new CompletableFuture<>());
      submissions.add(next);
      return next.rows();
    }

    Submission next() throws InterruptedException {
      Submission next = submissions.poll(30, TimeUnit.SECONDS);
      assertThat(next).as("a submission").isNotNull();
      return next;
    }

    @Override
    public int slots() {
      return 3;
    }

    @Override
    public int window() {
      return 10;
    }

    @Override
    public void cancel() {}
  }

  private RetryingRunner runner(int retries, int tries) {
    return new RetryingRunner(cluster, retries, tries);
  }

  private Assignment assignment(int trial) {
    return new Assignment(trials.get(trial), trials.get(trial).training().epochs());
  }

  private TrialRows rows(int trial, int attempt) {
    return TrialRows.of(Studies.completed(trials.get(trial), attempt, 0.5));
  }

  private static Throwable problem(CompletableFuture<TrialRows> rows) {
    return rows.handle((value, problem) -> problem).orTimeout(30, TimeUnit.SECONDS).join();
  }

  @Test
  void lostTrialIsRunAgainWithNextAttempt() throws Exception {
    CompletableFuture<TrialRows> result = runner(2, 1).submit(assignment(0), 1);
    cluster.next().rows().completeExceptionally(LOST);
    Cluster.Submission second = cluster.next();
    assertThat(second.attempt()).isEqualTo(2);
    second.rows().complete(rows(0, 2));
    assertThat(result.get(30, TimeUnit.SECONDS).attempts()).isEqualTo(2);
  }

  @Test
  void triesThatSparkMadeByItselfAreAttemptsToo() throws Exception {
    CompletableFuture<TrialRows> result = runner(1, 4).submit(assignment(0), 3);
    cluster.next().rows().completeExceptionally(LOST);
    Cluster.Submission second = cluster.next();
    assertThat(second.attempt()).as("3, 4, 5 and 6 are lost").isEqualTo(7);
    second.rows().completeExceptionally(LOST);
    assertThat(problem(result))
        .isInstanceOfSatisfying(
            LostExecutor.class, lost -> assertThat(lost.attempts()).isEqualTo(10))
        .hasMessage("executor lost 2 times, the last time: gone");
  }

  @Test
  void limitOfZeroMeansNoSecondAttempt() throws Exception {
    CompletableFuture<TrialRows> result = runner(0, 1).submit(assignment(0), 1);
    cluster.next().rows().completeExceptionally(LOST);
    assertThat(problem(result)).isInstanceOf(LostExecutor.class).hasMessage("executor lost: gone");
  }

  /** Trials 0 and 1 share an executor that trial 0 always takes down. */
  @Test
  void neighboursOfTrialThatKillsExecutorsSurvive() throws Exception {
    RetryingRunner runner = runner(2, 1);
    Map<Integer, CompletableFuture<TrialRows>> results =
        Map.of(
            0, runner.submit(assignment(0), 1),
            1, runner.submit(assignment(1), 1),
            2, runner.submit(assignment(2), 1));
    Cluster.Submission untouched = null;
    for (int round = 1; round <= 2; round++) {
      List<Cluster.Submission> together = new ArrayList<>();
      for (int i = 0; i < (round == 1 ? 3 : 2); i++) {
        Cluster.Submission next = cluster.next();
        if (next.trial().equals(trials.get(2).id())) {
          untouched = next;
        } else {
          together.add(next);
        }
      }
      together.forEach(submission -> submission.rows().completeExceptionally(LOST));
    }
    assertThat(cluster.submissions.poll(200, TimeUnit.MILLISECONDS))
        .as("nothing is tried for the last time while another trial is under way")
        .isNull();
    untouched.rows().complete(rows(2, 1));
    for (int i = 0; i < 2; i++) {
      Cluster.Submission last = cluster.next();
      assertThat(last.attempt()).isEqualTo(3);
      assertThat(cluster.submissions).as("alone").isEmpty();
      if (last.trial().equals(trials.get(0).id())) {
        last.rows().completeExceptionally(LOST);
      } else {
        last.rows().complete(rows(1, 3));
      }
    }
    assertThat(problem(results.get(0))).isInstanceOf(LostExecutor.class);
    assertThat(results.get(1).get(30, TimeUnit.SECONDS).attempts()).isEqualTo(3);
    assertThat(results.get(2).get(30, TimeUnit.SECONDS).attempts()).isEqualTo(1);
  }

  @Test
  void failureThatWouldRepeatIsNotRepeated() throws Exception {
    CompletableFuture<TrialRows> result = runner(5, 1).submit(assignment(0), 1);
    SparkException overflow = new SparkException("Lost task 0.0: java.lang.StackOverflowError");
    cluster.next().rows().completeExceptionally(overflow);
    assertThat(problem(result)).isSameAs(overflow);
    assertThat(cluster.submissions).isEmpty();
  }

  @Test
  void endOfSparkIsNoFaultOfTheTrial() throws Exception {
    CompletableFuture<TrialRows> result = runner(5, 1).submit(assignment(0), 1);
    cluster
        .next()
        .rows()
        .completeExceptionally(
            new SparkException("Job 1 cancelled because SparkContext was shut down"));
    assertThat(problem(result))
        .isInstanceOf(EnvironmentException.class)
        .hasMessage(
            "Cannot go on: Spark has stopped (Job 1 cancelled because SparkContext was shut down)");
  }
}
