package org.sharelab.result;

import java.util.Locale;

/** What became of a trial. Values are only ever added. */
public enum Status {
  COMPLETED,
  /** Loss became NaN or infinite: an outcome of the experiment, not a fault of the program. */
  DIVERGED,
  PRUNED,
  FAILED,
  TIMED_OUT;

  /** The value of the column {@code status}. */
  public String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The status that a column value stands for. */
  public static Status of(String column) {
    return valueOf(column.toUpperCase(Locale.ROOT));
  }
}
