package org.sharelab.jobs.preflight;

/**
 * What one check found on one executor.
 *
 * @param executor Spark's name of it
 * @param host its machine
 * @param check what was looked at
 * @param detail what was seen, and what to do if that is not good
 */
public record Finding(String executor, String host, String check, Result result, String detail) {

  /** What the check came to. */
  public enum Result {
    OK,
    /** A study runs, though slower or less safely. */
    WARNING,
    /** A study would fail here. */
    FAILED
  }
}
