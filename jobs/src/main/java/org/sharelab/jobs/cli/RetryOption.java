package org.sharelab.jobs.cli;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.sharelab.result.Status;
import picocli.CommandLine.Option;

/** Which trials a study runs once more although they have ended. */
final class RetryOption {
  /** Outcomes that count as failures. */
  private enum Retry {
    FAILED,
    TIMED_OUT
  }

  @Option(
      names = "--retry",
      paramLabel = "STATUS",
      split = ",",
      description = "Run trials that ended so once more: failed, timed_out.")
  private Set<Retry> retry = EnumSet.noneOf(Retry.class);

  Set<Status> statuses() {
    return retry.stream().map(status -> Status.valueOf(status.name())).collect(Collectors.toSet());
  }
}
