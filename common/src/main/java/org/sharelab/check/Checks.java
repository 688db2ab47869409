package org.sharelab.check;

/** Argument checks whose messages follow one grammar; see {@link ValidationException}. */
public final class Checks {
  private Checks() {}

  /**
   * Throws a {@link ValidationException} unless the condition holds.
   *
   * @param format a {@link String#format} pattern, e.g. {@code "Invalid depth: %d (an integer >=
   *     1)"}
   */
  public static void valid(boolean condition, String format, Object... values) {
    if (!condition) {
      throw new ValidationException(String.format(format, values));
    }
  }

  /** Throws an {@link EnvironmentException} unless the condition holds. */
  public static void environment(boolean condition, String format, Object... values) {
    if (!condition) {
      throw new EnvironmentException(String.format(format, values));
    }
  }
}
