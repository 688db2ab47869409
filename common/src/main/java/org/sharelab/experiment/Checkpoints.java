package org.sharelab.experiment;

import java.util.Optional;

/**
 * Where trials save how far they have come.
 *
 * <p>A checkpoint saves time and never decides a result: whatever is wrong with one, the trial
 * starts over.
 */
public interface Checkpoints {

  /** The newest whole checkpoint of a trial; empty if there is none that can be read. */
  Optional<Checkpoint> latest(String trialId);

  /**
   * Saves a checkpoint, after which older ones of the trial may go.
   *
   * @throws org.sharelab.check.EnvironmentException if the storage fails
   */
  void save(Checkpoint checkpoint);

  /** Removes all checkpoints of a trial. */
  void discard(String trialId);

  /** Saves nothing. */
  static Checkpoints none() {
    return new Checkpoints() {
      @Override
      public Optional<Checkpoint> latest(String trialId) {
        return Optional.empty();
      }

      @Override
      public void save(Checkpoint checkpoint) {
        // As promised.
      }

      @Override
      public void discard(String trialId) {
        // There is nothing.
      }
    };
  }
}
