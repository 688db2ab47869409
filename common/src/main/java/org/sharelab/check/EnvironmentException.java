package org.sharelab.check;

/**
 * The machine, its storage or its data are not as the run needs them: a missing folder, a damaged
 * file, an unwritable output, a device that does not work.
 *
 * <p>The message has the form of {@link ValidationException}. The command line prints it and exits
 * with code 3.
 */
public final class EnvironmentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EnvironmentException(String message) {
    super(message);
  }

  public EnvironmentException(String message, Throwable cause) {
    super(message, cause);
  }
}
