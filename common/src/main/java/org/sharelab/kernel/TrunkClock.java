package org.sharelab.kernel;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adds up how long each step of a trunk's passes takes. One step is about one call of a primitive,
 * such as {@code block0.pointwise (backward)}.
 */
public final class TrunkClock {
  private final Map<String, Long> nanoseconds = new LinkedHashMap<>();
  private long total;

  void add(String step, long duration) {
    nanoseconds.merge(step, duration, Long::sum);
    total += duration;
  }

  /** Nanoseconds by step, in the order in which the steps first ran. */
  public Map<String, Long> byStep() {
    return new LinkedHashMap<>(nanoseconds);
  }

  /** Nanoseconds of all steps together since the start. */
  public long total() {
    return total;
  }
}
