package org.sharelab.jobs.cli;

/** How rows are printed. */
enum Format {
  /** Aligned columns with rounded numbers, for people. */
  TABLE,
  /** RFC 4180 with a header, full precision. */
  CSV,
  /** An array with one object per row, full precision. */
  JSON;

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
