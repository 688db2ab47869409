package org.sharelab.jobs.study;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why Spark gave a job up. Spark says it in the text of one exception only.
 *
 * @param reason one line for people
 */
public record SparkFailure(Kind kind, String reason) {
  private static final Pattern EXECUTOR_LOST =
      Pattern.compile("ExecutorLostFailure \\(.*?\\)(?: Reason: ([^\\n]*))?");
  private static final Pattern EXIT_CODE = Pattern.compile("exited with code (\\d+)");
  private static final Pattern STOPPED =
      Pattern.compile("SparkContext was shut down|stopped SparkContext|removed our application");
  private static final int SIGNALLED = 128;
  private static final int SIGKILL = 9;

  /** What it means for the trial. */
  public enum Kind {
    /** The process or machine is gone that ran it; another attempt may succeed. */
    EXECUTOR_LOST,
    /** The application has lost its cluster: this says nothing about the trial. */
    SPARK_STOPPED,
    /** The task failed by itself, and would again. */
    TASK_FAILED
  }

  /** Reads the text of what a job failed with. */
  public static SparkFailure of(Throwable problem) {
    String message = String.valueOf(problem.getMessage());
    Matcher lost = EXECUTOR_LOST.matcher(message);
    if (STOPPED.matcher(message).find()) {
      return new SparkFailure(Kind.SPARK_STOPPED, firstLine(message));
    }
    if (lost.find()) {
      String reason = lost.group(1) == null ? lost.group() : lost.group(1);
      return new SparkFailure(Kind.EXECUTOR_LOST, explained(reason));
    }
    return new SparkFailure(Kind.TASK_FAILED, firstLine(message));
  }

  private static String explained(String reason) {
    Matcher exit = EXIT_CODE.matcher(reason);
    boolean killed = exit.find() && Integer.parseInt(exit.group(1)) == SIGNALLED + SIGKILL;
    return killed ? reason + " (killed from outside, often for its memory)" : reason;
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }
}
