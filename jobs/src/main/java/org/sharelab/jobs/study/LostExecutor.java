package org.sharelab.jobs.study;

/** A trial was not run to any end, because each executor that had it was lost. */
final class LostExecutor extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int attempts;

  /**
   * @param losses how many executors were lost with this trial on them
   * @param attempts executions of the trial so far, in this run and before
   * @param reason what Spark says about the last one
   */
  LostExecutor(int losses, int attempts, String reason) {
    super(
        losses == 1
            ? "executor lost: " + reason
            : "executor lost %d times, the last time: %s".formatted(losses, reason));
    this.attempts = attempts;
  }

  int attempts() {
    return attempts;
  }
}
