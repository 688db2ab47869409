package org.sharelab.kernel;

/** What a trunk is run for. */
public enum Mode {
  /** Batch statistics, dropout, and a backward pass to follow. */
  TRAINING,
  /** Running statistics, no dropout, no backward pass. */
  EVALUATION
}
