package org.sharelab.jobs.report;

import java.util.Locale;

/** How rows are printed. */
public enum Format {
  /** Aligned columns with rounded numbers, for people. */
  TABLE,
  /** RFC 4180 with a header, full precision. */
  CSV,
  /** An array with one object per row, full precision. */
  JSON;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
