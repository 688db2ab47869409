package org.sharelab.bench;

import java.util.ArrayList;
import java.util.List;
import org.sharelab.data.Batch;
import org.sharelab.data.TrainingBatches;
import org.sharelab.data.augment.Augmentation;
import org.sharelab.data.augment.Flip;
import org.sharelab.data.augment.PadAndCrop;
import org.sharelab.nn.NetworkOptions.Engine;
import org.sharelab.train.FeatureArrays;
import org.sharelab.train.LabelDistributions;

/** Tells apart the primitives of a step, its data and the rest. */
final class OverheadBenchmark {
  private static final List<Augmentation> AUGMENTATIONS = List.of(new PadAndCrop(4), new Flip(0.5));
  private static final double NANOSECONDS = 1e9;
  private static final double NANOSECONDS_PER_MILLISECOND = 1e6;

  private OverheadBenchmark() {}

  /** Takes about twice {@code seconds}. */
  static OverheadMeasures run(BenchmarkCase measured, double seconds) {
    try (NetworkContestant contestant = new NetworkContestant(measured, Engine.TRUNK, 1)) {
      contestant.run(seconds / 2);
      StepClock clock = contestant.runTimed(seconds / 2);
      return new OverheadMeasures(
          measured,
          clock.times().median(),
          clock.rest().median(),
          read(NetworkContestant.batches(measured, List.of()), seconds / 2).median(),
          read(NetworkContestant.batches(measured, AUGMENTATIONS), seconds / 2).median());
    }
  }

  /** Makes the arrays of a step and throws them away, half of the time to warm up. */
  private static StepTimes read(TrainingBatches batches, double seconds) {
    LabelDistributions labels = new LabelDistributions(BenchmarkCase.CLASSES, 0);
    List<Double> milliseconds = new ArrayList<>();
    long start = System.nanoTime();
    boolean warm = false;
    for (int epoch = 0;
        milliseconds.isEmpty() || (System.nanoTime() - start) / NANOSECONDS < seconds;
        epoch++) {
      long last = System.nanoTime();
      for (Batch batch : batches.epoch(epoch)) {
        FeatureArrays.of(batch).close();
        labels.of(batch.labels()).close();
        long now = System.nanoTime();
        milliseconds.add((now - last) / NANOSECONDS_PER_MILLISECOND);
        last = now;
      }
      if (!warm && (System.nanoTime() - start) / NANOSECONDS >= seconds / 2) {
        milliseconds.clear();
        warm = true;
      }
    }
    return new StepTimes(milliseconds);
  }
}
