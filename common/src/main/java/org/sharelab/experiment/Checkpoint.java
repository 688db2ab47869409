package org.sharelab.experiment;

import java.util.List;
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
