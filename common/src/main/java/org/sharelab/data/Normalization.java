package org.sharelab.data;

import java.io.Serializable;
import java.util.List;
import java.util.function.DoublePredicate;
import org.sharelab.check.Checks;
import org.sharelab.config.Json;

/**
 * Turns a byte p of channel c into (p / 255 - mean[c]) / std[c].
 *
 * @param mean of the values 0..1, one per channel
 * @param std positive, one per channel
 */
public record Normalization(List<Double> mean, List<Double> std) implements Serializable {
  private static final int BYTE_VALUES = 256;

  public Normalization {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    Checks.valid(
        !mean.isEmpty() && mean.size() == std.size(),
        "Invalid normalization: %d means and %d stds (one of each per channel)",
        mean.size(),
        std.size());
    requireEach("mean", mean, "finite numbers", Double::isFinite);
    requireEach("std", std, "finite numbers > 0", x -> x > 0 && Double.isFinite(x));
  }

  private static void requireEach(
      String name, List<Double> values, String allowed, DoublePredicate condition) {
    Checks.valid(
        values.stream().allMatch(condition::test),
        "Invalid normalization %s: %s (%s)",
        name,
        Json.write(values),
        allowed);
  }

  /** The normalization of grey images. */
  public static Normalization grey(double mean, double std) {
    return new Normalization(List.of(mean), List.of(std));
  }

  /** Number of channels, C. */
  public int channels() {
    return mean.size();
  }

  /** The C x 256 results, each computed in double precision and rounded once. */
  float[][] table() {
    float[][] table = new float[channels()][BYTE_VALUES];
    for (int c = 0; c < channels(); c++) {
      for (int value = 0; value < BYTE_VALUES; value++) {
        table[c][value] = (float) ((value / 255.0 - mean.get(c)) / std.get(c));
      }
    }
    return table;
  }
}
