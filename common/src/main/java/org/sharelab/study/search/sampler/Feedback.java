package org.sharelab.study.search.sampler;

/** Which results a model-based sampler learns from while other points are still running. */
public enum Feedback {
  /**
   * Point i waits until points 0 to i - n have reported, and looks at no others: proposals do not
   * depend on the order in which results arrive, and at most n points run that never reported.
   */
  WINDOW,
  /**
   * Points come in batches of n, and each waits for all batches before its own: the same promise,
   * with idle slots at the end of a batch.
   */
  BATCH,
  /** A point looks at whatever has ended: no slot waits, and the order of arrival matters. */
  ARRIVAL;

  /** How many of the first points must have reported before point {@code index}. */
  int requires(int index, int parallelPoints) {
    return switch (this) {
      case WINDOW -> Math.max(0, index - parallelPoints + 1);
      case BATCH -> index / parallelPoints * parallelPoints;
      case ARRIVAL -> 0;
    };
  }
}
