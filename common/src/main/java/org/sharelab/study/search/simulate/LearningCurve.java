package org.sharelab.study.search.simulate;

import java.io.Serializable;
import java.util.List;
import org.sharelab.check.Checks;

/**
 * How one trial went.
 *
 * @param values the search's first metric after each epoch, the first epoch first; from a NaN on,
 *     the trial has diverged
 * @param secondsPerEpoch wall-clock time of an epoch
 * @param otherObjectives values of the search's other metrics, which do not change with the epoch
 */
public record LearningCurve(
    List<Double> values, double secondsPerEpoch, List<Double> otherObjectives)
    implements Serializable {
  public LearningCurve {
    values = List.copyOf(values);
    otherObjectives = List.copyOf(otherObjectives);
    Checks.valid(!values.isEmpty(), "Invalid learning curve: no epochs (at least one)");
    Checks.valid(
        secondsPerEpoch > 0 && Double.isFinite(secondsPerEpoch),
        "Invalid seconds per epoch: %s (a number > 0)",
        secondsPerEpoch);
  }

  public static LearningCurve of(List<Double> values, double secondsPerEpoch) {
    return new LearningCurve(values, secondsPerEpoch, List.of());
  }
}
