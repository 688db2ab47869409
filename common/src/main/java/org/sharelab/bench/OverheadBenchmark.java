package org.sharelab.bench;

import java.util.List;
import org.sharelab.data.augment.Augmentation;
import org.sharelab.data.augment.Flip;
import org.sharelab.data.augment.PadAndCrop;
import org.sharelab.nn.NetworkOptions.Engine;

/** Tells apart the primitives of a step, its data and the rest. */
final class OverheadBenchmark {
  private static final List<Augmentation> AUGMENTATIONS = List.of(new PadAndCrop(4), new Flip(0.5));

  /**
   * What surrounds the primitives is the same code in every network; it is compiled after some
   * thousand steps, which take seconds in this one and minutes in a large one.
   */
  private static final BenchmarkCase SMALL = new BenchmarkCase(8, 16, 4, 3, 2);

  private OverheadBenchmark() {}

  /**
   * @param seconds of steps: a quarter of a small network's to warm up, a quarter of the case's to
   *     warm up, a quarter measured, and as much with augmentation
   */
  static OverheadMeasures run(BenchmarkCase measured, double seconds) {
    double quarter = seconds / 4;
    try (NetworkContestant small = new NetworkContestant(SMALL, Engine.TRUNK, 1, AUGMENTATIONS)) {
      small.runTimed(quarter);
    }
    try (NetworkContestant plain = new NetworkContestant(measured, Engine.TRUNK, 1)) {
      plain.run(quarter);
      StepClock clock = plain.runTimed(quarter);
      StepClock augmented = augmented(measured, quarter);
      return new OverheadMeasures(
          measured,
          clock.times().median(),
          clock.data().median(),
          clock.rest().median(),
          augmented.times().median(),
          augmented.data().median());
    }
  }

  private static StepClock augmented(BenchmarkCase measured, double seconds) {
    try (NetworkContestant contestant =
        new NetworkContestant(measured, Engine.TRUNK, 1, AUGMENTATIONS)) {
      return contestant.runTimed(seconds);
    }
  }
}
