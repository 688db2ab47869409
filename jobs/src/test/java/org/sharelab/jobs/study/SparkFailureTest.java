package org.sharelab.jobs.study;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.sharelab.jobs.study.SparkFailure.Kind;

/** The messages are Spark 3.5's own, as it printed them. */
class SparkFailureTest {
  private static SparkFailure of(String message) {
    return SparkFailure.of(new SparkException(message));
  }

  @Test
  void knowsLostExecutorAndWhy() {
    SparkFailure failure =
        of(
            "Job aborted due to stage failure: Task 0 in stage 7.0 failed 1 times, most recent"
                + " failure: Lost task 0.0 in stage 7.0 (TID 7) (127.0.0.1 executor 1):"
                + " ExecutorLostFailure (executor 1 exited caused by one of the running tasks)"
                + " Reason: Command exited with code 137\nDriver stacktrace:");
    assertThat(failure.kind()).isEqualTo(Kind.EXECUTOR_LOST);
    assertThat(failure.reason())
        .isEqualTo("Command exited with code 137 (killed from outside, often for its memory)");
  }

  @Test
  void knowsTaskThatThrew() {
    SparkFailure failure =
        of(
            "Job aborted due to stage failure: Task 0 in stage 1.0 failed 1 times, most recent"
                + " failure: Lost task 0.0 in stage 1.0 (TID 1) (host executor driver):"
                + " java.lang.StackOverflowError\n\tat a.b.c");
    assertThat(failure.kind()).isEqualTo(Kind.TASK_FAILED);
  }

  @Test
  void knowsApplicationWithoutCluster() {
    assertThat(of("Job 3 cancelled because SparkContext was shut down").kind())
        .isEqualTo(Kind.SPARK_STOPPED);
    assertThat(
            SparkFailure.of(
                    new IllegalStateException("Cannot call methods on a stopped SparkContext.\nX"))
                .kind())
        .isEqualTo(Kind.SPARK_STOPPED);
    assertThat(
            of("Job aborted due to stage failure: Master removed our application: FAILED").kind())
        .isEqualTo(Kind.SPARK_STOPPED);
  }
}
