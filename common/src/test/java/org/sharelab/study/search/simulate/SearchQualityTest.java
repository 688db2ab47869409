package org.sharelab.study.search.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sharelab.study.search.simulate.SearchQuality.SamplerScore;
import org.sharelab.study.search.simulate.SearchQuality.SchedulerScore;
import org.sharelab.study.search.space.Point;

/** All seeds are fixed, so these are figures, not chances. */
class SearchQualityTest {
  private static final Offset<Double> EXACTLY = Offset.offset(1e-6);

  @ParameterizedTest
  @EnumSource
  void findsBetterPointsByTpeThanByRandomSearch(SyntheticFunction function) {
    SamplerScore score = SearchQuality.samplers(function);
    assertThat(score.tpe()).isLessThan(score.random());
  }

  @Test
  void findsTheBestOfFullTrainingByHalvingAtUnderHalfTheEpochs() {
    List<SchedulerScore> scores = SearchQuality.schedulers();
    assertThat(scores).hasSize(20);
    for (SchedulerScore score : scores) {
      assertThat(score.bestFound()).isGreaterThanOrEqualTo(0.99 * score.bestFull());
      assertThat(score.epochsFraction()).isLessThan(0.5);
    }
  }

  @Test
  void printsTheFigures() {
    assertThat(SearchQuality.report().lines().map(String::strip))
        .contains("Median best of 60 trials over 20 seeds, 4 at once (smaller is better)")
        .anyMatch(line -> line.matches("branin( +[0-9.]+){3}"))
        .anyMatch(line -> line.matches("epochs, fraction( +0\\.[0-9]+){2}"));
  }

  @Test
  void hasItsMinimaWhereItSays() {
    Point quadratic =
        new Point(
            Map.of(
                "learning-rate", 0.003,
                "weight-decay", 1e-5,
                "depth", 12,
                "width", 96,
                "dropout", 0.2,
                "smoothing", 0.05));
    SyntheticFunction.SHIFTED_QUADRATIC.space().check(quadratic);
    assertThat(SyntheticFunction.SHIFTED_QUADRATIC.at(quadratic)).isZero();
    // Published minimisers of Branin's function.
    for (double[] xy : new double[][] {{-Math.PI, 12.275}, {Math.PI, 2.275}, {9.42478, 2.475}}) {
      Point point = new Point(Map.of("x", xy[0], "y", xy[1]));
      assertThat(SyntheticFunction.BRANIN.at(point)).isCloseTo(0.397887, EXACTLY);
    }
    Point conditional = new Point(Map.of("model", "second", "rate", 0.01, "heads", 4, "patch", 2));
    SyntheticFunction.CONDITIONAL.space().check(conditional);
    assertThat(SyntheticFunction.CONDITIONAL.at(conditional)).isZero();
    Point first = new Point(Map.of("model", "first", "rate", 0.1, "kernel", 15));
    assertThat(SyntheticFunction.CONDITIONAL.at(first)).isCloseTo(0.3 + 1 + 1, EXACTLY);
    assertThat(SyntheticFunction.CONDITIONAL.at(new Point(Map.of("model", "third", "rate", 0.01))))
        .isCloseTo(0.6, EXACTLY);
  }

  @Test
  void takesMediansOfOddAndEvenNumbers() {
    assertThat(SearchQuality.median(new double[] {3, 1, 2})).isEqualTo(2);
    assertThat(SearchQuality.median(new double[] {4, 1, 2, 3})).isEqualTo(2.5);
  }
}
