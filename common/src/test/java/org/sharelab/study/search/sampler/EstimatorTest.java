package org.sharelab.study.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.sharelab.random.Seed;
import org.sharelab.study.search.space.Choices;
import org.sharelab.study.search.space.Dimension;
import org.sharelab.study.search.space.Range;
import org.sharelab.study.search.space.Scale;

class EstimatorTest {
  @Test
  void integratesToOneOverAContinuousRange() {
    Range range = Range.reals(0, 1, Scale.LINEAR);
    Estimator estimator = new ParzenEstimator(range, List.of(0.1, 0.12, 0.9, 0.9));
    double sum = 0;
    int steps = 20_000;
    for (int i = 0; i < steps; i++) { // midpoint rule
      sum += StrictMath.exp(estimator.logProbability((i + 0.5) / steps)) / steps;
    }
    assertThat(sum).isCloseTo(1, within(1e-6));
  }

  @Test
  void sumsToOneOverTheValuesOfASteppedRange() {
    for (Scale scale : Scale.values()) {
      for (int max : new int[] {2, 9, 400}) {
        Estimator estimator =
            new ParzenEstimator(Range.integers(1, max, scale), List.of(1L, 2L, 2L));
        double sum = 0;
        for (long value = 1; value <= max; value++) {
          sum += StrictMath.exp(estimator.logProbability(value));
        }
        assertThat(sum).as("1 to %d, %s", max, scale).isCloseTo(1, within(1e-5));
      }
    }
  }

  @Test
  void hasTheDensityOfItsTwoComponents() {
    // One observation at 0.25 and the prior's centre at 0.5: the deviation of the first is
    // max(0, 0.5 - 0.25) = 0.25, at least 1 / 3 for two components; the prior's is 1.
    // Normal densities at 0.25: 3 * 0.3989423 = 1.1968268, and 0.3989423 exp(-1/32) = 0.3866681;
    // mass inside [0, 1]: Phi(2.25) - Phi(-0.75) = 0.9877755 - 0.2266274 = 0.7611481,
    // and Phi(0.5) - Phi(-0.5) = 0.3829249.
    double expected = (1.1968268 / 0.7611481 + 0.3866681 / 0.3829249) / 2;
    Estimator estimator = new ParzenEstimator(Range.reals(0, 1, Scale.LINEAR), List.of(0.25));
    assertThat(StrictMath.exp(estimator.logProbability(0.25))).isCloseTo(expected, within(1e-6));
  }

  @Test
  void drawsAsItsProbabilitiesSay() {
    List<Dimension> dimensions =
        List.of(
            Dimension.of("a", Range.integers(1, 5, Scale.LINEAR)),
            Dimension.of("a", new Choices(List.of(1L, 2L, 3L, 4L, 5L))));
    for (Dimension dimension : dimensions) {
      Estimator estimator = Estimator.of(dimension, List.of(2L, 2L, 3L));
      RandomGenerator random = Seed.of(1).generator();
      int[] counts = new int[6];
      int draws = 20_000;
      for (int i = 0; i < draws; i++) {
        counts[Math.toIntExact((Long) estimator.draw(random))]++;
      }
      for (long value = 1; value <= 5; value++) {
        double p = StrictMath.exp(estimator.logProbability(value));
        double deviation = Math.sqrt(p * (1 - p) / draws);
        assertThat(counts[(int) value] / (double) draws)
            .as("%d of %s", value, dimension)
            .isCloseTo(p, within(5 * deviation));
      }
    }
  }

  @Test
  void countsEachChoiceOnceMore() {
    Estimator estimator =
        new FrequencyEstimator(new Choices(List.of("a", "b", "c")), List.of("b", "b"));
    assertThat(StrictMath.exp(estimator.logProbability("b"))).isCloseTo(0.6, within(1e-12));
    assertThat(StrictMath.exp(estimator.logProbability("c"))).isCloseTo(0.2, within(1e-12));
  }
}
