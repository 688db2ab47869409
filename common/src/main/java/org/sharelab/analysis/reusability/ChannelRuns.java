package org.sharelab.analysis.reusability;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.sharelab.check.Checks;

/**
 * One value per channel, run-length coded. Channels are nearly always interchangeable, so that one
 * run covers them all; queries, keys and values are not.
 */
record ChannelRuns<T>(List<Run<T>> runs) {

  /** Neighbouring channels with one value. */
  record Run<T>(int channels, T value) {}

  ChannelRuns {
    runs = List.copyOf(runs);
  }

  /** The same value for all channels. */
  static <T> ChannelRuns<T> uniform(int channels, T value) {
    return new ChannelRuns<>(List.of(new Run<>(channels, value)));
  }

  boolean isUniform() {
    return runs.size() == 1;
  }

  /** The value that all channels have. */
  T only() {
    Checks.valid(isUniform(), "Cannot count contexts: channels differ where they may not");
    return runs.get(0).value();
  }

  <U> ChannelRuns<U> map(Function<T, U> function) {
    return new ChannelRuns<>(
        runs.stream().map(run -> new Run<>(run.channels(), function.apply(run.value()))).toList());
  }

  /** Channel by channel combination with as many other channels. */
  ChannelRuns<T> combine(ChannelRuns<T> other, BinaryOperator<T> operator) {
    List<Run<T>> combined = new ArrayList<>();
    int i = 0;
    int j = 0;
    int leftHere = runs.get(0).channels();
    int leftThere = other.runs.get(0).channels();
    while (true) {
      int channels = Math.min(leftHere, leftThere);
      T value = operator.apply(runs.get(i).value(), other.runs.get(j).value());
      combined.add(new Run<>(channels, value));
      leftHere -= channels;
      leftThere -= channels;
      if (leftHere == 0 && ++i < runs.size()) {
        leftHere = runs.get(i).channels();
      }
      if (leftThere == 0 && ++j < other.runs.size()) {
        leftThere = other.runs.get(j).channels();
      }
      if (i == runs.size() || j == other.runs.size()) {
        return new ChannelRuns<>(combined);
      }
    }
  }
}
