package org.sharelab.experiment;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sharelab.check.EnvironmentException;
import org.sharelab.data.Batches;
import org.sharelab.data.Dataset;
import org.sharelab.data.TrainingBatches;
import org.sharelab.data.image.LabeledImages;
import org.sharelab.data.noise.NoisyLabels;
import org.sharelab.metric.Predictions;
import org.sharelab.random.Seed;
import org.sharelab.result.EpochRow;
import org.sharelab.result.GroupRow;
import org.sharelab.result.Status;
import org.sharelab.result.TestMeasures;
import org.sharelab.result.TrialResult;
import org.sharelab.result.TrialRow;
import org.sharelab.result.TrialRow.Measures;
import org.sharelab.result.TrialRow.Outcome;
import org.sharelab.study.TrialSpec;
import org.sharelab.train.Evaluation;
import org.sharelab.train.StopSignal;
import org.sharelab.train.Trainer;
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
  private static final double NO_TIME = 1e-9;

  private final TrialSpec spec;
  private final int attempt;
  private final List<EpochRow> epochs = new ArrayList<>();
  private long imagesSeen;

  private Experiment(TrialSpec spec, int attempt) {
    this.spec = spec;
    this.attempt = attempt;
  }

  /**
   * Reads the data of these trials once, so that what is missing, damaged or does not fit the
   * settings is found before anything runs.
   *
   * @throws EnvironmentException naming the file
   * @throws org.sharelab.check.ValidationException naming the key that does not fit the data
   */
  public static void validateData(List<TrialSpec> trials) {
    Set<List<Object>> seen = new HashSet<>();
    for (TrialSpec trial : trials) {
      TrainingSpec training = trial.training();
      if (seen.add(List.of(trial.data(), training.batchSize(), training.dropLast()))) {
        new Experiment(trial, 0).trainingBatches(Datasets.load(trial.data()));
      }
    }
  }

  /**
   * Runs a trial to its end, whatever that is.
   *
   * <p>A trial that diverges, runs out of time or memory, or throws becomes a row that says so.
   *
   * @param attempt 1 for the first execution
   * @param threads native threads of the trial
   * @throws TrainingStopped only if the task was cancelled: then there is nothing to write
   */
  public static TrialResult run(TrialSpec spec, int attempt, int threads) {
    Experiment experiment = new Experiment(spec, attempt);
    TrialProvenance provenance = TrialProvenance.start(threads);
    Outcome outcome = experiment.outcome(provenance);
    TrialRow row = new TrialRow(spec, attempt, outcome, experiment.measures(), provenance.finish());
    return new TrialResult(row, experiment.epochs, GroupRow.of(spec));
  }

  /** Trains, and says how that ended. */
  private Outcome outcome(TrialProvenance provenance) {
    try {
      train(provenance);
      return Outcome.completed();
    } catch (TrainingStopped stopped) {
      return switch (stopped.reason()) {
        case DIVERGED -> new Outcome(Status.DIVERGED, "DIVERGED", stopped.getMessage());
        case TIMED_OUT -> new Outcome(Status.TIMED_OUT, "TIMED_OUT", stopped.getMessage());
        case CANCELLED -> throw stopped;
      };
    } catch (OutOfMemoryError full) {
      return failed("OUT_OF_MEMORY", full);
    } catch (EnvironmentException environment) {
      return failed("ENVIRONMENT", environment);
    } catch (RuntimeException | LinkageError error) {
      return failed("TRIAL_ERROR", error);
    }
  }

  private Outcome failed(String code, Throwable error) {
    if (error instanceof EnvironmentException) {
      LOG.warn("Trial {} failed: {}", spec.id(), error.getMessage());
    } else {
      LOG.warn("Trial {} failed", spec.id(), error);
    }
    String message = error.getMessage() == null ? "" : ": " + error.getMessage();
    String line = (error.getClass().getSimpleName() + message).replaceAll("\\s+", " ");
    return new Outcome(Status.FAILED, code, line);
  }

  private void train(TrialProvenance provenance) {
    StopSignal limit = new TimeLimit(spec.timeoutSeconds());
    Dataset dataset = Datasets.load(spec.data());
    provenance.read(dataset);
    TrainingSpec training = spec.training();
    TrainingBatches batches = trainingBatches(dataset);
    Batches tests =
        Batches.inFileOrder(dataset.test(), spec.data().normalization(), EVALUATION_BATCH);
    try (TrialNetwork network = TrialNetwork.build(spec, batches.batchesPerEpoch())) {
      Trainer trainer = new Trainer(network.graph(), batches, training);
      for (int epoch = 0; epoch < training.epochs(); epoch++) {
        Trainer.EpochMeasures measures = trainer.epoch(epoch, limit);
        boolean evaluated =
            epoch + 1 == training.epochs() || (epoch + 1) % training.evaluateEvery() == 0;
        TestMeasures test =
            evaluated ? measure(Evaluation.of(network.graph(), tests, limit)) : null;
        record(epoch + 1, measures, test);
      }
    }
  }

  private TrainingBatches trainingBatches(Dataset dataset) {
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

  private static TestMeasures measure(Predictions predictions) {
    return new TestMeasures(
        predictions.accuracy(),
        predictions.negativeLogLikelihood(),
        predictions.calibrationError(),
        predictions.examples());
  }

  private void record(int epoch, Trainer.EpochMeasures measures, TestMeasures test) {
    imagesSeen += measures.images();
    epochs.add(
        new EpochRow(
            spec.id(),
            epoch,
            measures.learningRate(),
            measures.loss(),
            measures.accuracy(),
            test,
            measures.seconds()));
  }

  /** What the finished epochs measured; null if there are none. */
  private Measures measures() {
    if (epochs.isEmpty()) {
      return null;
    }
    double seconds = epochs.stream().mapToDouble(EpochRow::seconds).sum();
    TestMeasures lastTest =
        epochs.stream()
            .map(EpochRow::test)
            .filter(test -> test != null)
            .reduce((a, b) -> b)
            .orElse(null);
    return new Measures(
        epochs.size(),
        seconds,
        imagesSeen / Math.max(seconds, NO_TIME),
        epochs.get(epochs.size() - 1).trainLoss(),
        lastTest);
  }
}
