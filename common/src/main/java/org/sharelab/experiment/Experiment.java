package org.sharelab.experiment;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sharelab.check.EnvironmentException;
import org.sharelab.check.ValidationException;
import org.sharelab.data.Batches;
import org.sharelab.data.Dataset;
import org.sharelab.data.TrainingBatches;
import org.sharelab.data.image.LabeledImages;
import org.sharelab.data.noise.NoisyLabels;
import org.sharelab.random.Seed;
import org.sharelab.result.ErrorCode;
import org.sharelab.result.GroupRow;
import org.sharelab.result.Provenance;
import org.sharelab.result.TrialResult;
import org.sharelab.result.TrialRow;
import org.sharelab.result.TrialRow.Outcome;
import org.sharelab.study.TrialSpec;
import org.sharelab.train.TrainingSpec;
import org.sharelab.train.TrainingStopped;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One trial: load the data, build the network, train, evaluate, and turn what was measured into
 * rows.
 *
 * <p>Everything random derives from the replicate's seed by name: {@code init}, {@code
 * label-noise}, {@code data-order}, {@code augmentation}, {@code dropout}. So the result depends on
 * the spec alone.
 */
public final class Experiment {
  private static final Logger LOG = LoggerFactory.getLogger(Experiment.class);
  private static final int EVALUATION_BATCH = 250;

  private final TrialSpec spec;
  private final TrialContext context;
  private final TimeLimit limit;
  private final TrialMeasures measured = new TrialMeasures();
  private TrialProvenance provenance;

  private Experiment(TrialSpec spec, TrialContext context) {
    this.spec = spec;
    this.context = context.with(context.engine().orOther(spec.design().architecture()));
    this.limit = new TimeLimit(spec.timeoutSeconds());
  }

  /**
   * Reads the data of these trials once, so that what is missing, damaged or does not fit the
   * settings is found before anything runs.
   *
   * @throws EnvironmentException naming the file
   * @throws ValidationException naming the key that does not fit the data
   */
  public static void validateData(List<TrialSpec> trials) {
    Set<List<Object>> seen = new HashSet<>();
    for (TrialSpec trial : trials) {
      TrainingSpec training = trial.training();
      if (seen.add(List.of(trial.data(), training.batchSize(), training.dropLast()))) {
        trainingBatches(trial, Datasets.load(trial.data()));
      }
    }
  }

  /**
   * Runs a trial to its end, whatever that is, or to where it is to pause.
   *
   * <p>It goes on from its newest checkpoint, and comes out bit for bit as if it had never been
   * interrupted. A trial that diverges, runs out of time or memory, or throws becomes a row that
   * says so; one that is cancelled, or whose thread is interrupted, saves and pauses.
   */
  public static TrialOutcome run(TrialSpec spec, TrialContext context) {
    return new Experiment(spec, context).run();
  }

  private TrialOutcome run() {
    try {
      train();
      return context.untilEpoch() < spec.training().epochs()
          ? paused()
          : ended(Outcome.completed());
    } catch (TrainingStopped stopped) {
      return switch (stopped.reason()) {
        case DIVERGED -> ended(Failure.stopped(ErrorCode.DIVERGED, stopped, context.log()));
        case TIMED_OUT -> ended(Failure.stopped(ErrorCode.TIMED_OUT, stopped, context.log()));
        case CANCELLED -> paused();
      };
    } catch (Throwable problem) { // errors too: one trial's memory is not worth the whole executor
      return Thread.currentThread().isInterrupted() ? paused() : failed(problem);
    }
  }

  private TrialOutcome failed(Throwable problem) {
    Outcome outcome = Failure.outcome(problem, context.log());
    LOG.warn("Trial {} failed: {}: {}", spec.id(), outcome.errorCode(), outcome.errorMessage());
    return ended(outcome);
  }

  private TrialOutcome ended(Outcome outcome) {
    int all = measured.finishedEpochs();
    TrialRow row =
        new TrialRow(spec, context.attempt(), outcome, measured.measures(all), provenance());
    return new TrialOutcome.Ended(new TrialResult(row, measured.epochs(all), GroupRow.of(spec)));
  }

  /** A checkpoint may have been further than where this execution was to pause. */
  private TrialOutcome paused() {
    int limit = context.untilEpoch();
    return new TrialOutcome.Paused(
        spec, context.attempt(), measured.epochs(limit), measured.measures(limit), provenance());
  }

  /** Null if not even the native library could be loaded. */
  private Provenance provenance() {
    return provenance == null ? null : provenance.finish();
  }

  private void train() {
    provenance = TrialProvenance.start(context);
    Dataset dataset = Datasets.load(spec.data());
    provenance.read(dataset);
    TrainingBatches batches = trainingBatches(spec, dataset);
    Batches tests =
        Batches.inFileOrder(dataset.test(), spec.data().normalization(), EVALUATION_BATCH);
    try (TrialTraining training =
        new TrialTraining(spec, context, provenance.finish(), limit, measured, batches, tests)) {
      training.run();
    }
  }

  /** The images of a trial in the order of its replicate, with its noise and augmentation. */
  static TrainingBatches trainingBatches(TrialSpec spec, Dataset dataset) {
    Seed seed = spec.replicateSeed();
    LabeledImages images =
        spec.data().labelNoise().level() == 0
            ? dataset.train()
            : NoisyLabels.of(dataset.train(), spec.data().labelNoise(), seed.derive("label-noise"));
    return new TrainingBatches(
        images,
        spec.data().normalization(),
        spec.data().augmentations(),
        spec.training().batchSize(),
        spec.training().dropLast()
            ? TrainingBatches.LastBatch.DROP
            : TrainingBatches.LastBatch.KEEP,
        seed);
  }
}
