package org.sharelab.study;

import java.io.Serializable;
import org.sharelab.config.Section;

/**
 * What a trial saves of its state, and what is left of that when it has ended; the section {@code
 * study.checkpoint}.
 *
 * <p>It changes no result and is no part of a trial's id. A trial that pauses saves in any case.
 *
 * @param cadence how often it saves on the way
 * @param keep what outlives it
 */
public record CheckpointSpec(CheckpointCadence cadence, Keep keep) implements Serializable {

  /** What is left of a trial's checkpoints once its results are committed. */
  public enum Keep {
    /** Nothing. */
    NONE,
    /** Of a completed trial, its state after the last epoch. */
    LAST
  }

  /** Reads {@code keep}, and the cadence. */
  static CheckpointSpec read(Section section) {
    return new CheckpointSpec(
        CheckpointCadence.read(section), section.choice("keep", Keep.class, Keep.NONE));
  }

  /** Whether completed trials leave their last state. */
  public boolean keepsLast() {
    return keep == Keep.LAST;
  }
}
