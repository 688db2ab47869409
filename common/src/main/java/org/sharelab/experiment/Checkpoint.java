package org.sharelab.experiment;

import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.sharelab.result.EpochRow;
import org.sharelab.result.Provenance;
import org.sharelab.train.EpochProgress;
import org.sharelab.train.TrainingState;

/**
 * How far a trial has come: all that it takes to go on, here or elsewhere, as if nothing had been.
 *
 * @param trialId the trial
 * @param provenance what did the arithmetic so far
 * @param progress of the epoch under way
 * @param state of the network
 * @param elapsedSeconds that the trial's executions have taken, which its time limit counts
 * @param peakNativeBytes the most memory outside the Java heap that they held
 * @param epochs rows of the finished epochs
 */
public record Checkpoint(
    String trialId,
    Provenance provenance,
    EpochProgress progress,
    TrainingState state,
    double elapsedSeconds,
    long peakNativeBytes,
    List<EpochRow> epochs) {
  public Checkpoint {
    epochs = List.copyOf(epochs);
  }

  /**
   * Why a network cannot go on from here, in a few words; empty if it can, and no bit comes out
   * different.
   *
   * @param trial the network's
   * @param other what does the arithmetic from here on
   */
  Optional<String> misfit(String trial, Provenance other, ComputationGraph network) {
    if (!trialId.equals(trial)) {
      return Optional.of("its checkpoint is of trial " + trialId);
    }
    if (!provenance.computesLike(other)) {
      return Optional.of("its checkpoint was made by another version, machine or setting");
    }
    return state.fits(network)
        ? Optional.empty()
        : Optional.of("its checkpoint is of another network");
  }

  /** The binary form. */
  public byte[] toBytes() {
    return CheckpointFormat.write(this);
  }

  /**
   * Reads the binary form.
   *
   * @throws org.sharelab.check.EnvironmentException if it is damaged, or of another version
   */
  public static Checkpoint parse(byte[] content) {
    return CheckpointFormat.read(content);
  }
}
