package org.sharelab.result;

/** Why a trial did not complete: the values of the column {@code error_code}, which stay. */
public enum ErrorCode {
  /** Loss became NaN or infinite. */
  DIVERGED(Status.DIVERGED),
  /** The scheduler of the search gave it up. */
  PRUNED(Status.PRUNED),
  /** It reached its time limit. */
  TIMED_OUT(Status.TIMED_OUT),
  /** What the file says cannot be trained, which planning did not see. */
  CONFIGURATION(Status.FAILED),
  /** Data, storage, a device or a native library was not as it has to be. */
  ENVIRONMENT(Status.FAILED),
  /** The Java heap was too small. */
  OUT_OF_HEAP_MEMORY(Status.FAILED),
  /** Memory outside the Java heap, where arrays live, was too small. */
  OUT_OF_NATIVE_MEMORY(Status.FAILED),
  /** Its executor went away, and did so again when it was tried again. */
  LOST_EXECUTOR(Status.FAILED),
  /** An error of the application. */
  INTERNAL_ERROR(Status.FAILED);

  private final Status status;

  ErrorCode(Status status) {
    this.status = status;
  }

  /** The status of trials that end for this reason. */
  public Status status() {
    return status;
  }
}
