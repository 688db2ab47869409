package org.sharelab.experiment;

import java.io.Serializable;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.study.TrialSpec;

/**
 * The parameters of a trial's network at one moment of its training.
 *
 * @param epoch epochs trained before
 * @param values the flat vector with each shared tensor once, running statistics included; not to
 *     be changed
 */
public record ParameterSnapshot(int epoch, float[] values) implements Serializable {

  /**
   * Trains a trial and takes snapshots on the way: what its own training had at these moments, to
   * the last bit. What the trial's own training kept is not trained again.
   *
   * @param epochs ascending, 0 for the initial network; training ends with the last of them
   * @param threads native threads
   * @param checkpoints where the trial's last state is, if it was to be kept
   * @throws org.sharelab.train.TrainingStopped if the loss is no longer finite, or if the trial's
   *     time is over or its thread interrupted
   */
  public static List<ParameterSnapshot> train(
      TrialSpec spec, List<Integer> epochs, int threads, Checkpoints checkpoints) {
    try (SnapshotTraining training = new SnapshotTraining(spec, threads, checkpoints)) {
      return training.after(epochs);
    }
  }

  /** Gives these parameters to a network of the same trial. */
  void restore(ComputationGraph graph) {
    try (INDArray vector = Nd4j.createFromArray(values)) {
      graph.params().assign(vector.reshape(graph.params().shape()));
    }
  }
}
