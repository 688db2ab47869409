package org.sharelab.study.search.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.sharelab.random.Seed;
import org.sharelab.study.search.space.Dimension;
import org.sharelab.study.search.space.Point;
import org.sharelab.study.search.space.Range;
import org.sharelab.study.search.space.Scale;
import org.sharelab.study.search.space.SearchSpace;

/**
 * Learning curves that cross and are noisy, with a known end.
 *
 * <p>Accuracy after epoch t is {@code a - b t^-c} plus normal noise of standard deviation 0.005 in
 * each epoch. The limit a falls off from 0.95 around learning-rate = 0.03; larger learning rates
 * converge faster (c from 0.4 to 1.2), so curves with too large a rate lead early and are
 * overtaken.
 *
 * @param epochs length of each curve
 */
public record SyntheticCurves(Seed seed, int epochs) implements CurveSource {
  private static final double NOISE = 0.005;

  /** The keys that matter: learning rate and width. */
  public static SearchSpace space() {
    return new SearchSpace(
        List.of(
            Dimension.of("learning-rate", Range.reals(1e-4, 1, Scale.LOG)),
            Dimension.of("width", Range.integers(16, 512, Scale.LOG))));
  }

  @Override
  public Optional<LearningCurve> curve(Point point, int replicate) {
    double rate = ((Number) point.get("learning-rate")).doubleValue();
    double width = ((Number) point.get("width")).doubleValue();
    double decades = StrictMath.log10(rate / 0.03);
    double wider = StrictMath.log(512 / width) / StrictMath.log(2);
    double limit = 0.95 - 0.08 * decades * decades - 0.01 * wider;
    double speed = 0.8 + 0.2 * Math.max(-2, Math.min(2, decades));
    RandomGenerator noise = seed.derive(point.canonical(), replicate).generator();
    List<Double> values = new ArrayList<>();
    for (int epoch = 1; epoch <= epochs; epoch++) {
      double clean = limit - 0.5 * StrictMath.pow(epoch, -speed);
      values.add(Math.max(0, Math.min(1, clean + NOISE * noise.nextGaussian())));
    }
    return Optional.of(LearningCurve.of(values, width / 100));
  }
}
