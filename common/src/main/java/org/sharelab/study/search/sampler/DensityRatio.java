package org.sharelab.study.search.sampler;

import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** How much denser the good values of one dimension are than the bad ones. */
final class DensityRatio {
  private final Estimator good;
  private final Estimator bad;

  /** Stepped ranges and lists have few values, which are drawn again and again. */
  private final Map<Object, Double> known = new HashMap<>();

  DensityRatio(Estimator good, Estimator bad) {
    this.good = good;
    this.bad = bad;
  }

  /** Logarithm of the ratio at a value. */
  double log(Object value) {
    return known.computeIfAbsent(value, v -> good.logProbability(v) - bad.logProbability(v));
  }

  /** The value with the largest ratio among some draws from the good density. */
  Object best(int draws, RandomGenerator random) {
    Object best = good.draw(random);
    for (int i = 1; i < draws; i++) {
      Object value = good.draw(random);
      if (log(value) > log(best)) {
        best = value;
      }
    }
    return best;
  }
}
