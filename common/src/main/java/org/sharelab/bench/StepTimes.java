package org.sharelab.bench;

import java.util.ArrayList;
import java.util.List;
import org.sharelab.check.Checks;

/**
 * How long training steps took.
 *
 * @param milliseconds wall-clock time of each step, data included; one or more
 */
public record StepTimes(List<Double> milliseconds) {
  public StepTimes {
    milliseconds = List.copyOf(milliseconds);
    Checks.valid(!milliseconds.isEmpty(), "Invalid step times: none (1 or more)");
  }

  /** Number of steps. */
  public int steps() {
    return milliseconds.size();
  }

  /** The middle one, or the mean of the two in the middle. */
  public double median() {
    List<Double> sorted = milliseconds.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  public double smallest() {
    return milliseconds.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  /** These steps and others together. */
  public StepTimes plus(StepTimes other) {
    List<Double> both = new ArrayList<>(milliseconds);
    both.addAll(other.milliseconds);
    return new StepTimes(both);
  }
}
