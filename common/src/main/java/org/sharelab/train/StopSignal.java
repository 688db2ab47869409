package org.sharelab.train;

/** Asked before every training step whether to go on. */
@FunctionalInterface
public interface StopSignal {

  /**
   * Returns if training may go on.
   *
   * @throws TrainingStopped if not
   */
  void check();

  /** Never stops. */
  static StopSignal never() {
    return () -> {};
  }
}
