package org.sharelab.train;

/** Training ended before its last step, for a reason that is no fault of the program. */
public final class TrainingStopped extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why training ended. */
  public enum Reason {
    /** Loss became NaN or infinite. */
    DIVERGED,
    /** The trial's time limit passed. */
    TIMED_OUT,
    /** The task was cancelled. */
    CANCELLED
  }

  private final Reason reason;

  public TrainingStopped(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
