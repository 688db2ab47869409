package org.sharelab.experiment;

import java.util.Optional;
import java.util.function.Consumer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.sharelab.check.EnvironmentException;
import org.sharelab.result.Provenance;

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
   * The newest whole checkpoint of a trial if a network can go on from it.
   *
   * @param provenance what does the arithmetic from there on
   * @param network of the trial
   * @param refused told in a few words why one that is there is of no use
   */
  default Optional<Checkpoint> usable(
      String trialId, Provenance provenance, ComputationGraph network, Consumer<String> refused) {
    try {
      Optional<Checkpoint> found = latest(trialId);
      Optional<String> misfit =
          found.flatMap(checkpoint -> checkpoint.misfit(trialId, provenance, network));
      misfit.ifPresent(refused);
      return misfit.isPresent() ? Optional.empty() : found;
    } catch (EnvironmentException problem) {
      refused.accept(problem.getMessage());
      return Optional.empty();
    }
  }

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
