package org.sharelab.data.noise;

import java.io.Serializable;
import org.sharelab.check.Checks;
import org.sharelab.config.Json;
import org.sharelab.config.Section;

/**
 * How many training labels are replaced by random ones, and by which (label-noise experiment of
 * SPIN, ECCV 2022).
 *
 * @param level share of the images that are drawn, 0 to 1
 * @param draw which classes the new label is drawn from
 */
public record LabelNoise(double level, Draw draw) implements Serializable {

  /** The classes that a noisy label is drawn from, each equally likely. */
  public enum Draw {
    /** All K, so that a drawn image keeps its label with probability 1 / K. */
    ALL_CLASSES,
    /** The K - 1 others, so that every drawn image has a wrong label. */
    OTHER_CLASSES
  }

  public static final LabelNoise NONE = new LabelNoise(0, Draw.ALL_CLASSES);

  public LabelNoise {
    Checks.valid(
        level >= 0 && level <= 1,
        "Invalid label-noise level: %s (a number from 0 to 1)",
        Json.write(level));
  }

  /** Reads {@code label-noise { level = 0.0, include-true = true }}. */
  public static LabelNoise read(Section noise) {
    return new LabelNoise(
        noise.number("level", 0, 0, 1),
        noise.flag("include-true", true) ? Draw.ALL_CLASSES : Draw.OTHER_CLASSES);
  }

  /** The number of images drawn from N: level * N, rounded half up. */
  public int count(int images) {
    return (int) Math.round(level * images);
  }
}
