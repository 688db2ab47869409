package org.sharelab.study.search.simulate;

import java.util.List;
import java.util.Map;
import org.sharelab.study.search.space.Choices;
import org.sharelab.study.search.space.Dimension;
import org.sharelab.study.search.space.Point;
import org.sharelab.study.search.space.Range;
import org.sharelab.study.search.space.Scale;
import org.sharelab.study.search.space.SearchSpace;

/** Fixed functions with known minima, to measure samplers by. All are minimised. */
public enum SyntheticFunction {
  /**
   * A quadratic bowl in six dimensions, two of them logarithmic, two of integers (one both), with
   * its minimum 0 away from the centre: at learning-rate = 0.003, weight-decay = 1e-5, depth = 12,
   * width = 96, dropout = 0.2 and smoothing = 0.05. Each term is the squared distance in units of
   * about a third of its range.
   */
  SHIFTED_QUADRATIC(
      new SearchSpace(
          List.of(
              Dimension.of("learning-rate", Range.reals(1e-5, 1, Scale.LOG)),
              Dimension.of("weight-decay", Range.reals(1e-6, 1e-2, Scale.LOG)),
              Dimension.of("depth", Range.integers(1, 32, Scale.LINEAR)),
              Dimension.of("width", Range.integers(8, 1024, Scale.LOG)),
              Dimension.of("dropout", Range.reals(0, 0.5, Scale.LINEAR)),
              Dimension.of("smoothing", new Range(Range.Type.REAL, 0, 0.2, 0.05, Scale.LINEAR))))) {
    @Override
    public double at(Point point) {
      return square(log10(point, "learning-rate", 0.003) / 1.7)
          + square(log10(point, "weight-decay", 1e-5) / 1.3)
          + square((number(point, "depth") - 12) / 10)
          + square(log10(point, "width", 96) / 0.7)
          + square((number(point, "dropout") - 0.2) / 0.17)
          + square((number(point, "smoothing") - 0.05) / 0.07);
    }
  },

  /**
   * The function of Branin (1972) in its usual form on [-5, 10] x [0, 15]: three minima of
   * 0.397887, curved valleys, no symmetry along the axes.
   */
  BRANIN(
      new SearchSpace(
          List.of(
              Dimension.of("x", Range.reals(-5, 10, Scale.LINEAR)),
              Dimension.of("y", Range.reals(0, 15, Scale.LINEAR))))) {
    @Override
    public double at(Point point) {
      double x = number(point, "x");
      double y = number(point, "y");
      double valley = y - 5.1 / (4 * Math.PI * Math.PI) * x * x + 5 / Math.PI * x - 6;
      return square(valley) + 10 * (1 - 1 / (8 * Math.PI)) * StrictMath.cos(x) + 10;
    }
  },

  /**
   * Three models with an offset each (0.3, 0 and 0.6), one key that matters to all of them, and
   * keys that exist for one only: the kernel size of the first (best 7) and the heads (best 4) and
   * patch size (best 2) of the second. Minimum 0 at model = second, rate = 0.01, heads = 4, patch =
   * 2.
   */
  CONDITIONAL(
      new SearchSpace(
          List.of(
              Dimension.of("model", new Choices(List.of("first", "second", "third"))),
              Dimension.of("rate", Range.reals(1e-4, 1, Scale.LOG)),
              new Dimension(
                  "kernel",
                  new Range(Range.Type.INTEGER, 3, 15, 2, Scale.LINEAR),
                  Map.of("model", List.of("first"))),
              new Dimension(
                  "heads", Range.integers(1, 32, Scale.LOG), Map.of("model", List.of("second"))),
              new Dimension(
                  "patch",
                  new Choices(List.of(1, 2, 4, 8, 16)),
                  Map.of("model", List.of("second")))))) {
    @Override
    public double at(Point point) {
      double common = square(log10(point, "rate", 0.01));
      return switch ((String) point.get("model")) {
        case "first" -> 0.3 + common + square((number(point, "kernel") - 7) / 8);
        case "second" ->
            common + square(log10(point, "heads", 4)) + (number(point, "patch") == 2 ? 0 : 0.2);
        default -> 0.6 + common;
      };
    }
  };

  private final SearchSpace space;

  SyntheticFunction(SearchSpace space) {
    this.space = space;
  }

  public SearchSpace space() {
    return space;
  }

  /** The value to minimise. */
  public abstract double at(Point point);

  private static double number(Point point, String key) {
    return ((Number) point.get(key)).doubleValue();
  }

  /** Decades between a value and the best one. */
  private static double log10(Point point, String key, double best) {
    return StrictMath.log10(number(point, key) / best);
  }

  private static double square(double x) {
    return x * x;
  }
}
