package org.sharelab.check;

/**
 * Something the user wrote cannot be used: a value out of range, or values that do not fit
 * together.
 *
 * <p>The message is one line of the form {@code Invalid <thing>: <value> (<what is allowed>)} or
 * {@code Cannot <verb> <object>: <reason>}. The command line prints it and exits with code 2.
 */
public final class ValidationException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public ValidationException(String message) {
    super(message);
  }

  public ValidationException(String message, Throwable cause) {
    super(message, cause);
  }
}
