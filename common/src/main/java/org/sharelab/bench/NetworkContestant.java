package org.sharelab.bench;

import java.util.Collections;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.sharelab.config.Names;
import org.sharelab.data.Normalization;
import org.sharelab.data.TrainingBatches;
import org.sharelab.data.augment.Augmentation;
import org.sharelab.data.image.ImageSet;
import org.sharelab.kernel.TrunkClock;
import org.sharelab.model.FeatureShape;
import org.sharelab.nn.NativeResources;
import org.sharelab.nn.NetworkBuilder;
import org.sharelab.nn.NetworkOptions;
import org.sharelab.nn.NetworkOptions.Engine;
import org.sharelab.nn.TrunkTiming;
import org.sharelab.platform.NativeBackend;
import org.sharelab.random.Seed;
import org.sharelab.store.Initialization;
import org.sharelab.train.Optimizer;
import org.sharelab.train.Schedule;
import org.sharelab.train.Trainer;
import org.sharelab.train.TrainingSpec;
import org.sharelab.train.TrainingStopped;
import org.sharelab.train.Updates;

/**
 * Trains as a trial does: batches of normalized images, {@code ComputationGraph.fit}, AdamW. The
 * images are noise, which takes as long as any others.
 */
final class NetworkContestant implements Contestant {
  private static final int BATCHES_PER_EPOCH = 16;
  private static final Seed SEED = Seed.of(1);

  private final Engine engine;
  private final int rate;
  private final ComputationGraph graph;
  private final Trainer trainer;
  private int epoch;

  /** Builds the network; its native memory stays until it is closed. */
  NetworkContestant(BenchmarkCase measured, Engine engine, int rate) {
    this(measured, engine, rate, List.of());
  }

  /** The same on augmented images. */
  NetworkContestant(
      BenchmarkCase measured, Engine engine, int rate, List<Augmentation> augmentations) {
    this.engine = engine;
    this.rate = rate;
    graph = graph(measured, engine, rate);
    trainer = new Trainer(graph, batches(measured, augmentations), training(measured.batch()));
  }

  /** The network of a case; the caller frees its native memory. */
  static ComputationGraph graph(BenchmarkCase measured, Engine engine, int rate) {
    NetworkOptions options =
        new NetworkOptions(
            DataType.FLOAT,
            SEED,
            Updates.of(training(measured.batch()), Integer.MAX_VALUE),
            Initialization.UNIFORM_FAN_IN,
            engine);
    return NetworkBuilder.build(measured.design(rate), options);
  }

  static TrainingSpec training(int batch) {
    Optimizer adamW = new Optimizer.AdamW(1e-3, 2e-5, Optimizer.Decay.WEIGHTS, 0.9, 0.999, 1e-8);
    return new TrainingSpec(
        Integer.MAX_VALUE, batch, true, adamW, new Schedule.Constant(), 0, 0, 1);
  }

  /** The images of a case, epoch by epoch. */
  static TrainingBatches batches(BenchmarkCase measured, List<Augmentation> augmentations) {
    int channels = BenchmarkCase.CHANNELS;
    Normalization normalization =
        new Normalization(Collections.nCopies(channels, 0.5), Collections.nCopies(channels, 0.25));
    return new TrainingBatches(
        noise(measured.input(), measured.batch() * BATCHES_PER_EPOCH),
        normalization,
        augmentations,
        measured.batch(),
        TrainingBatches.LastBatch.DROP,
        SEED);
  }

  private static ImageSet noise(FeatureShape shape, int images) {
    byte[] pixels = new byte[Math.toIntExact(shape.size() * images)];
    SEED.derive("pixels").generator().nextBytes(pixels);
    int[] labels =
        SEED.derive("labels").generator().ints(images, 0, BenchmarkCase.CLASSES).toArray();
    return new ImageSet("noise", shape, BenchmarkCase.CLASSES, pixels, labels);
  }

  @Override
  public String engine() {
    return Names.of(engine);
  }

  @Override
  public int rate() {
    return rate;
  }

  @Override
  public StepTimes run(double seconds) {
    return run(new StepClock(seconds)).times();
  }

  /** The same, telling apart the primitives, the data and the rest of each step. */
  StepClock runTimed(double seconds) {
    TrunkClock primitives = new TrunkClock();
    TrunkTiming.observe(graph, primitives);
    StepClock clock = new StepClock(seconds, primitives);
    graph.setListeners(clock);
    return run(clock);
  }

  private StepClock run(StepClock clock) {
    NativeBackend.useThreads(StepBenchmark.THREADS); // a setting of each thread
    try {
      while (true) {
        trainer.epoch(epoch++, clock);
        clock.pause();
      }
    } catch (TrainingStopped stopped) {
      if (stopped.reason() != TrainingStopped.Reason.TIMED_OUT) {
        throw stopped;
      }
    }
    return clock;
  }

  @Override
  public void close() {
    NativeResources.close(graph);
  }
}
