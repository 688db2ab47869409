package org.sharelab.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sharelab.data.Dataset;
import org.sharelab.data.TrainingBatches;
import org.sharelab.nn.NetworkOptions.Engine;
import org.sharelab.result.Provenance;
import org.sharelab.study.TrialSpec;
import org.sharelab.train.EpochProgress;
import org.sharelab.train.StopSignal;
import org.sharelab.train.Trainer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The training of a trial once more, for its parameters on the way.
 *
 * <p>It goes on from the state that the trial kept, once that is not past the next moment.
 */
final class SnapshotTraining implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotTraining.class);

  private final TrialSpec spec;
  private final Checkpoints checkpoints;
  private final Provenance provenance;
  private final StopSignal limit;
  private final TrialNetwork network;
  private final Trainer trainer;
  private EpochProgress reached = EpochProgress.start(0);

  /**
   * Builds the initial network.
   *
   * @param threads native threads
   */
  SnapshotTraining(TrialSpec spec, int threads, Checkpoints checkpoints) {
    this.spec = spec;
    this.checkpoints = checkpoints;
    this.limit = new TimeLimit(spec.timeoutSeconds());
    TrialProvenance executing = TrialProvenance.start(TrialContext.of(1, threads));
    Dataset dataset = Datasets.load(spec.data());
    executing.read(dataset);
    this.provenance = executing.finish();
    TrainingBatches batches = Experiment.trainingBatches(spec, dataset);
    this.network = TrialNetwork.build(spec, batches.batchesPerEpoch(), Engine.TRUNK);
    this.trainer = new Trainer(network.graph(), batches, spec.training());
  }

  /**
   * The parameters at some moments.
   *
   * @param epochs trained before, ascending
   * @throws org.sharelab.train.TrainingStopped if the loss is no longer finite, or if the trial's
   *     time is over or its thread interrupted
   */
  List<ParameterSnapshot> after(List<Integer> epochs) {
    boolean trains = epochs.get(epochs.size() - 1) > 0;
    Optional<Checkpoint> kept = trains ? kept() : Optional.empty();
    List<ParameterSnapshot> snapshots = new ArrayList<>();
    for (int epoch : epochs) {
      kept.filter(checkpoint -> isOnTheWay(checkpoint, epoch)).ifPresent(this::goOn);
      while (reached.epoch() < epoch) {
        trainer.finish(reached, limit);
        reached = EpochProgress.start(reached.epoch() + 1);
      }
      snapshots.add(new ParameterSnapshot(epoch, network.graph().params().toFloatVector()));
    }
    return snapshots;
  }

  private boolean isOnTheWay(Checkpoint checkpoint, int epoch) {
    int begun = checkpoint.progress().begunEpochs();
    return reached.epoch() < begun && begun <= epoch;
  }

  private void goOn(Checkpoint checkpoint) {
    checkpoint.state().restore(network.graph());
    reached = checkpoint.progress();
    LOG.info("Trial {} goes on from its checkpoint after epoch {}", spec.id(), reached.epoch());
  }

  private Optional<Checkpoint> kept() {
    if (!spec.checkpoint().keepsLast()) {
      return Optional.empty();
    }
    Optional<Checkpoint> found =
        checkpoints.usable(
            spec.id(),
            provenance,
            network.graph(),
            reason -> LOG.warn("Trial {} is not measured as kept: {}", spec.id(), reason));
    if (found.isEmpty()) {
      LOG.warn("Trial {} has kept no usable checkpoint, and is trained again", spec.id());
    }
    return found;
  }

  @Override
  public void close() {
    network.close();
  }
}
