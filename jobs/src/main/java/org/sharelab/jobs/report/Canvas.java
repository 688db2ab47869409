package org.sharelab.jobs.report;

/** What plots are drawn on; x grows to the right and y downwards, in pixels. */
interface Canvas {

  /** How a line looks. */
  enum Stroke {
    THIN,
    THICK,
    DASHED
  }

  /** Where a text is, seen from its point. */
  enum Anchor {
    START,
    MIDDLE,
    END,
    /** Centred and turned by a quarter, to be read from the right. */
    UPWARDS
  }

  /**
   * A line through points.
   *
   * @param color as red, green and blue, such as 0xff0000
   */
  void line(double[] x, double[] y, int color, Stroke stroke);

  /**
   * A text on one line.
   *
   * @param size of its letters in pixels
   */
  void text(double x, double y, String text, int size, int color, Anchor anchor);
}
