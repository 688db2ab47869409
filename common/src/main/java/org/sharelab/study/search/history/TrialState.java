package org.sharelab.study.search.history;

/** How far a trial of a search, or a point with all its replicates, has got. */
public enum TrialState {
  /** Waiting for a slot or training. */
  RUNNING,
  /** Trained to a milestone, kept as a checkpoint, may go on. */
  PAUSED,
  /** Trained to its last epoch. */
  COMPLETED,
  /** Ended early by a scheduler or a budget. */
  PRUNED,
  /** Loss became NaN or infinite: a result, and the worst one. */
  DIVERGED,
  /** Ended by an error or a time limit: says nothing of the point. */
  FAILED,
  /** Of a point: no valid experiment, so that it has no trials. */
  REJECTED;

  public boolean hasEnded() {
    return this != RUNNING && this != PAUSED;
  }
}
