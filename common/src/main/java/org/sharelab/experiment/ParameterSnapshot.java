package org.sharelab.experiment;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.data.TrainingBatches;
import org.sharelab.nn.NetworkOptions.Engine;
import org.sharelab.platform.NativeBackend;
import org.sharelab.study.TrialSpec;
import org.sharelab.train.StopSignal;
import org.sharelab.train.Trainer;

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
   * the last bit.
   *
   * @param epochs ascending, 0 for the initial network; training ends with the last of them
   * @param threads native threads
   * @throws org.sharelab.train.TrainingStopped if the loss is no longer finite, or if the trial's
   *     time is over or its thread interrupted
   */
  public static List<ParameterSnapshot> train(TrialSpec spec, List<Integer> epochs, int threads) {
    StopSignal limit = new TimeLimit(spec.timeoutSeconds());
    NativeBackend.load();
    NativeBackend.useThreads(threads);
    TrainingBatches batches = Experiment.trainingBatches(spec, Datasets.load(spec.data()));
    List<ParameterSnapshot> snapshots = new ArrayList<>();
    try (TrialNetwork network = TrialNetwork.build(spec, batches.batchesPerEpoch(), Engine.TRUNK)) {
      Trainer trainer = new Trainer(network.graph(), batches, spec.training());
      int trained = 0;
      for (int epoch : epochs) {
        for (; trained < epoch; trained++) {
          trainer.epoch(trained, limit);
        }
        snapshots.add(new ParameterSnapshot(epoch, network.graph().params().toFloatVector()));
      }
    }
    return snapshots;
  }

  /** Gives these parameters to a network of the same trial. */
  void restore(ComputationGraph graph) {
    try (INDArray vector = Nd4j.createFromArray(values)) {
      graph.params().assign(vector.reshape(graph.params().shape()));
    }
  }
}
