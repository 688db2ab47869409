package org.sharelab.study.search.sampler;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.hipparchus.special.Erf;
import org.sharelab.study.search.space.Range;

/**
 * A mixture of normal distributions on the unit interval of a range, each cut off at its ends: one
 * around each observed value, and a wide one in the middle as prior, all of equal weight (Bergstra
 * et al. 2011, section 4).
 *
 * <p>The standard deviation of a component is the larger of the distances to its two neighbours,
 * the prior's centre being one of them, but at least 1 / min(100, n + 1) for n components and at
 * most 1. The prior's is 1.
 */
final class ParzenEstimator implements Estimator {
  private static final double PRIOR_MEAN = 0.5;
  private static final double PRIOR_DEVIATION = 1;
  private static final double SQRT_2 = StrictMath.sqrt(2);
  private static final double SQRT_2_PI = StrictMath.sqrt(2 * Math.PI);

  private final Range range;
  private final double[] means;
  private final double[] deviations;

  /** Mass of each component inside the interval. */
  private final double[] inside;

  ParzenEstimator(Range range, List<Object> observed) {
    this.range = range;
    double[] units = observed.stream().mapToDouble(range::unit).sorted().toArray();
    int below = (int) Arrays.stream(units).filter(unit -> unit < PRIOR_MEAN).count();
    means = new double[units.length + 1];
    System.arraycopy(units, 0, means, 0, below);
    means[below] = PRIOR_MEAN;
    System.arraycopy(units, below, means, below + 1, units.length - below);
    deviations = deviations(means);
    deviations[below] = PRIOR_DEVIATION;
    inside = new double[means.length];
    Arrays.setAll(inside, component -> mass(component, 0, 1));
  }

  private static double[] deviations(double[] means) {
    int n = means.length;
    double smallest = 1.0 / Math.min(100, n + 1);
    double[] result = new double[n];
    for (int i = 0; i < n; i++) {
      double left = i > 0 ? means[i] - means[i - 1] : 0;
      double right = i < n - 1 ? means[i + 1] - means[i] : 0;
      result[i] = Math.max(smallest, Math.min(1, Math.max(left, right)));
    }
    return result;
  }

  @Override
  public Object draw(RandomGenerator random) {
    int component = random.nextInt(means.length);
    double unit;
    do { // at least a third of the mass of each component lies inside
      unit = means[component] + deviations[component] * random.nextGaussian();
    } while (unit < 0 || unit >= 1);
    return range.at(unit);
  }

  @Override
  public double logProbability(Object value) {
    Range.Cell cell = range.cell(value);
    boolean isPoint = cell.high() == cell.low();
    double sum = 0;
    for (int i = 0; i < means.length; i++) {
      sum += (isPoint ? density(i, cell.low()) : mass(i, cell.low(), cell.high())) / inside[i];
    }
    return StrictMath.log(sum / means.length + Double.MIN_NORMAL);
  }

  private double mass(int component, double low, double high) {
    double width = high - low;
    if (width < deviations[component] / 2) { // Simpson's rule: relative error below 1e-4 there
      double middle = density(component, (low + high) / 2);
      return width * (density(component, low) + 4 * middle + density(component, high)) / 6;
    }
    double scale = deviations[component] * SQRT_2;
    return 0.5 * Erf.erf((low - means[component]) / scale, (high - means[component]) / scale);
  }

  private double density(int component, double unit) {
    double z = (unit - means[component]) / deviations[component];
    return StrictMath.exp(-z * z / 2) / (deviations[component] * SQRT_2_PI);
  }
}
