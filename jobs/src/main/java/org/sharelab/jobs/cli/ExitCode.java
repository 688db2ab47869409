package org.sharelab.jobs.cli;

/** What the process says to its caller when it ends. */
final class ExitCode {
  /** Every trial of the study has an outcome of its own. */
  static final int OK = 0;

  /** The study is finished, and some trials failed or ran out of time. */
  static final int TRIALS_FAILED = 1;

  /** What the user wrote cannot be used. */
  static final int USAGE = 2;

  /** Data, storage, a device or a native library is not as it has to be. */
  static final int ENVIRONMENT = 3;

  /** Stopped by a signal; what was committed stays. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
