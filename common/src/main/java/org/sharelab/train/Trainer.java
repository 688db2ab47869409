package org.sharelab.train;

import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.data.Batch;
import org.sharelab.data.Batches;
import org.sharelab.data.TrainingBatches;
import org.sharelab.nn.SoftmaxCrossEntropy;
import org.sharelab.nn.SoftmaxCrossEntropy.Totals;

/**
 * Trains a graph, one epoch at a call.
 *
 * <p>The graph has one input of B x C x H x W and one output layer with softmax and {@link
 * SoftmaxCrossEntropy}. Its updaters follow the schedule by the graph's own iteration count.
 */
public final class Trainer {
  private static final double NANOSECONDS = 1e9;

  private final ComputationGraph graph;
  private final TrainingBatches batches;
  private final TrainingSpec spec;
  private final SoftmaxCrossEntropy loss;
  private final LabelDistributions distributions;
  private EpochProgress progress = EpochProgress.start(0);

  /**
   * What one epoch of training measured.
   *
   * @param learningRate rate of the last step
   * @param loss mean over the epoch's examples, nats
   * @param accuracy fraction classified as labelled when seen, 0..1
   * @param seconds wall-clock time
   * @param images trained on
   */
  public record EpochMeasures(
      double learningRate, double loss, double accuracy, double seconds, int images) {}

  public Trainer(ComputationGraph graph, TrainingBatches batches, TrainingSpec spec) {
    this.graph = graph;
    this.batches = batches;
    this.spec = spec;
    this.loss = lossOf(graph);
    this.distributions = new LabelDistributions(batches.classes(), spec.labelSmoothing());
    OnePassUpdater.install(graph);
    if (spec.gradientClip() > 0) {
      graph.addListeners(new GradientClip(graph, spec.gradientClip()));
    }
  }

  private static SoftmaxCrossEntropy lossOf(ComputationGraph graph) {
    BaseOutputLayer output = (BaseOutputLayer) graph.getOutputLayer(0).conf().getLayer();
    return (SoftmaxCrossEntropy) output.getLossFn();
  }

  /**
   * Runs one epoch.
   *
   * @param epoch counted from 0
   * @throws TrainingStopped if the signal says so, or if the loss is no longer finite
   */
  public EpochMeasures epoch(int epoch, StopSignal signal) {
    return finish(EpochProgress.start(epoch), signal);
  }

  /**
   * Runs what is left of an epoch; the graph must be as it was at that point.
   *
   * @throws TrainingStopped if the signal says so, or if the loss is no longer finite
   */
  public EpochMeasures finish(EpochProgress begun, StopSignal signal) {
    long start = System.nanoTime();
    progress = begun;
    Batches rest = batches.epoch(begun.epoch()).range(begun.steps(), batches.batchesPerEpoch());
    try (FeatureArrays arrays = new FeatureArrays()) {
      for (Batch batch : rest) {
        INDArray features = arrays.of(batch);
        signal.check();
        Totals step = step(features, batch.labels());
        if (!Double.isFinite(step.lossSum())) {
          throw new TrainingStopped(
              TrainingStopped.Reason.DIVERGED,
              "Loss is %s in step %d of epoch %d"
                  .formatted(step.lossSum(), graph.getIterationCount(), begun.epoch() + 1));
        }
        progress = progress.plus(step, begun.seconds() + (System.nanoTime() - start) / NANOSECONDS);
      }
    }
    Totals totals = progress.totals();
    return new EpochMeasures(
        learningRate(graph.getIterationCount() - 1),
        totals.lossSum() / totals.examples(),
        (double) totals.hits() / totals.examples(),
        progress.seconds(),
        totals.examples());
  }

  /** How far the epoch under way, or the last one, has come. */
  public EpochProgress progress() {
    return progress;
  }

  private Totals step(INDArray features, int[] classes) {
    try (INDArray labels = distributions.of(classes)) {
      loss.take();
      graph.fit(new INDArray[] {features}, new INDArray[] {labels});
      return loss.take();
    }
  }

  private double learningRate(int step) {
    long total = (long) spec.epochs() * batches.batchesPerEpoch();
    return spec.optimizer().learningRate() * spec.schedule().factor(step, total);
  }
}
