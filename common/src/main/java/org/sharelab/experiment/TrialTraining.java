package org.sharelab.experiment;

import java.time.Duration;
import org.sharelab.check.EnvironmentException;
import org.sharelab.data.Batches;
import org.sharelab.data.TrainingBatches;
import org.sharelab.metric.Predictions;
import org.sharelab.nn.NativeResources;
import org.sharelab.result.EpochRow;
import org.sharelab.result.Provenance;
import org.sharelab.result.TestMeasures;
import org.sharelab.study.TrialSpec;
import org.sharelab.train.EpochProgress;
import org.sharelab.train.Evaluation;
import org.sharelab.train.StopSignal;
import org.sharelab.train.Trainer;
import org.sharelab.train.TrainingState;
import org.sharelab.train.TrainingStopped;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The training of a trial: goes on from its checkpoint, saves on the way, and stops when told to.
 *
 * <p>All of that happens between two batches, where the state is whole.
 */
final class TrialTraining implements StopSignal, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TrialTraining.class);

  private final TrialSpec spec;
  private final TrialContext context;
  private final Provenance provenance;
  private final TimeLimit limit;
  private final TrialMeasures measured;
  private final Batches tests;
  private final TrialNetwork network;
  private final Trainer trainer;
  private EpochProgress saved = EpochProgress.start(0);
  private long savedAt = System.nanoTime();

  /** Builds the network; what is measured goes to {@code measured}. */
  TrialTraining(
      TrialSpec spec,
      TrialContext context,
      Provenance provenance,
      TimeLimit limit,
      TrialMeasures measured,
      TrainingBatches batches,
      Batches tests) {
    this.spec = spec;
    this.context = context;
    this.provenance = provenance;
    this.limit = limit;
    this.measured = measured;
    this.tests = tests;
    this.network = TrialNetwork.build(spec, batches.batchesPerEpoch(), context.engine());
    this.trainer = new Trainer(network.graph(), batches, spec.training());
    measured.begin(batches.epoch(0).examples());
  }

  /**
   * Trains to the end, or to the epoch to pause at.
   *
   * @throws TrainingStopped if it stopped before; if it was cancelled, it has been saved
   */
  void run() {
    restore();
    int all = spec.training().epochs();
    int target = Math.min(context.untilEpoch(), all);
    try {
      EpochProgress begun = saved;
      while (measured.finishedEpochs() < target) {
        Trainer.EpochMeasures measures = trainer.finish(begun, this);
        record(begun.epoch() + 1, measures, evaluation(begun.epoch() + 1));
        begun = EpochProgress.start(begun.epoch() + 1);
      }
    } catch (TrainingStopped stopped) {
      if (stopped.reason() == TrainingStopped.Reason.CANCELLED) {
        save();
      }
      throw stopped;
    }
    if (target < all || spec.checkpoint().keepsLast()) {
      save();
    }
  }

  /** Null if the epoch, counted from 1, is not to be evaluated. */
  private TestMeasures evaluation(int epoch) {
    int all = spec.training().epochs();
    if (epoch < all && epoch % spec.training().evaluateEvery() != 0) {
      return null;
    }
    Predictions predictions = Evaluation.of(network.graph(), tests, this);
    return new TestMeasures(
        predictions.accuracy(),
        predictions.negativeLogLikelihood(),
        predictions.calibrationError(),
        predictions.examples());
  }

  private void record(int epoch, Trainer.EpochMeasures measures, TestMeasures test) {
    measured.add(
        new EpochRow(
            spec.id(),
            epoch,
            measures.learningRate(),
            measures.loss(),
            measures.accuracy(),
            test,
            measures.seconds()));
    LOG.info(
        "Trial {}: epoch {} of {}, loss {}, accuracy {}",
        spec.id(),
        epoch,
        spec.training().epochs(),
        measures.loss(),
        measures.accuracy());
  }

  /** Between two batches. */
  @Override
  public void check() {
    limit.check();
    context.stop().check();
    int epochs = measured.finishedEpochs() - saved.epoch();
    if (spec.checkpoint().cadence().isDue(epochs, Duration.ofNanos(System.nanoTime() - savedAt))) {
      save();
    }
    network.beforeStep();
  }

  private EpochProgress progress() {
    EpochProgress last = trainer.progress();
    int finished = measured.finishedEpochs();
    return last.epoch() == finished ? last : EpochProgress.start(finished);
  }

  private void restore() {
    context
        .checkpoints()
        .usable(spec.id(), provenance, network.graph(), this::startOver)
        .ifPresent(this::goOn);
  }

  private void goOn(Checkpoint checkpoint) {
    checkpoint.state().restore(network.graph());
    measured.restore(checkpoint);
    limit.spentBefore(checkpoint.elapsedSeconds());
    saved = checkpoint.progress();
    LOG.info(
        "Trial {} goes on in epoch {}, step {}", spec.id(), saved.epoch() + 1, saved.steps() + 1);
  }

  private void startOver(String reason) {
    LOG.warn("Trial {} starts over: {}", spec.id(), reason);
  }

  /** Saves, if anything is new. What keeps it from saving does not keep it from training. */
  private void save() {
    EpochProgress progress = progress();
    if (progress.equals(saved)) {
      return;
    }
    saved = progress;
    boolean interrupted = Thread.interrupted(); // or some file systems would refuse
    try {
      context.checkpoints().save(checkpoint(progress));
    } catch (EnvironmentException | OutOfMemoryError problem) {
      LOG.warn("Trial {} has no new checkpoint: {}", spec.id(), problem.getMessage());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    savedAt = System.nanoTime();
  }

  private Checkpoint checkpoint(EpochProgress progress) {
    measured.holds(NativeResources.peakBytes(network.graph()));
    return new Checkpoint(
        spec.id(),
        provenance,
        progress,
        TrainingState.of(network.graph()),
        limit.elapsedSeconds(),
        measured.peakNativeBytes(),
        measured.epochs(measured.finishedEpochs()));
  }

  @Override
  public void close() {
    measured.holds(NativeResources.peakBytes(network.graph()));
    network.close();
  }
}
