package org.sharelab.study;

import java.io.Serializable;
import java.time.Duration;
import org.sharelab.config.Section;

/** How often a trial saves how far it has come. */
public sealed interface CheckpointCadence extends Serializable {
  /** Nothing for trials that are over before, and little to lose for the others. */
  double DEFAULT_MINUTES = 10;

  /**
   * Whether to save now, between two batches.
   *
   * @param epochs finished since the last checkpoint, or since this execution began
   * @param time passed since then
   */
  boolean isDue(int epochs, Duration time);

  /** No checkpoints on the way. */
  record Never() implements CheckpointCadence {
    @Override
    public boolean isDue(int epochs, Duration time) {
      return false;
    }
  }

  /** After this many epochs. */
  record EveryEpochs(int count) implements CheckpointCadence {
    @Override
    public boolean isDue(int epochs, Duration time) {
      return epochs >= count;
    }
  }

  /** After this many minutes, also in the middle of an epoch. */
  record EveryMinutes(double count) implements CheckpointCadence {
    @Override
    public boolean isDue(int epochs, Duration time) {
      return time.toMillis() >= count * 60_000;
    }
  }

  /** Reads {@code every-epochs} or {@code every-minutes}; 0 switches checkpoints off. */
  static CheckpointCadence read(Section section) {
    int epochs = section.integer("every-epochs", 0, 0, 1_000_000);
    double minutes = section.number("every-minutes", DEFAULT_MINUTES, 0, 1_000_000);
    if (!section.has("every-epochs")) {
      return minutes == 0 ? new Never() : new EveryMinutes(minutes);
    }
    if (section.has("every-minutes")) {
      throw section.invalid("every-epochs", "not together with every-minutes");
    }
    return epochs == 0 ? new Never() : new EveryEpochs(epochs);
  }
}
