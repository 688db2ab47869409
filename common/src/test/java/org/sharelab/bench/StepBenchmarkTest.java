package org.sharelab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sharelab.bench.PairMeasures.Round;
import org.sharelab.check.ValidationException;

/** With a tiny network and a Python that does not exist; says nothing about speed. */
class StepBenchmarkTest {
  private static final BenchmarkCase TINY = new BenchmarkCase(4, 8, 4, 3, 2);
  private static final double SECONDS = 0.03;

  private static StepBenchmark benchmark;

  @BeforeAll
  static void open() {
    benchmark = StepBenchmark.open(List.of("no-such-python"));
  }

  @AfterAll
  static void close() {
    benchmark.close();
  }

  @Test
  void measuresEveryContestantInEveryRound() {
    List<StepMeasures> measures = benchmark.steps(TINY, List.of(1, 2), SECONDS);
    assertThat(measures)
        .extracting(StepMeasures::engine)
        .containsExactly("trunk", "trunk", "layers");
    assertThat(measures).extracting(StepMeasures::rate).containsExactly(1, 2, 1);
    for (StepMeasures measured : measures) {
      assertThat(measured.rounds()).hasSize(3);
      assertThat(measured.times().milliseconds()).allMatch(StepBenchmarkTest::isPositive);
      assertThat(measured.imagesPerSecond()).matches(StepBenchmarkTest::isPositive);
      assertThat(measured.gigaflops()).matches(StepBenchmarkTest::isPositive);
      assertThat(measured.timeRelativeTo(measured)).isEqualTo(1);
    }
  }

  @Test
  void measuresTwoTrialsAtOnce() {
    PairMeasures pair = benchmark.pair(TINY, SECONDS);
    assertThat(pair.alone()).matches(StepBenchmarkTest::isPositive);
    assertThat(pair.together()).matches(StepBenchmarkTest::isPositive);
    assertThat(pair.ratioOfProducts()).matches(StepBenchmarkTest::isPositive);
    assertThat(pair.smallestRatio()).isLessThanOrEqualTo(pair.ratio());
    Round slowed = new Round(100, 120);
    Round free = new Round(80, 160);
    Round usual = new Round(100, 190);
    PairMeasures rounds = new PairMeasures(TINY, List.of(slowed, free, usual), List.of(free));
    assertThat(rounds.ratio()).isEqualTo(1.9);
    assertThat(rounds.smallestRatio()).isEqualTo(1.2);
    assertThat(rounds.ratioOfProducts()).isEqualTo(2);
  }

  @Test
  void tellsThePrimitivesOfAStepFromItsDataAndTheRest() {
    OverheadMeasures overhead = benchmark.overhead(TINY, 4 * SECONDS);
    assertThat(overhead.step()).matches(StepBenchmarkTest::isPositive);
    assertThat(overhead.data()).matches(StepBenchmarkTest::isPositive);
    assertThat(overhead.fixed()).matches(StepBenchmarkTest::isPositive);
    assertThat(overhead.data() + overhead.fixed()).isLessThan(overhead.step());
    // A step of 10 ms, 1 of them for data; on augmented images 11 ms, 2 of them.
    OverheadMeasures known = new OverheadMeasures(TINY, 10, 1, 3, 11, 2);
    assertThat(known.primitives()).isEqualTo(6);
    assertThat(known.dataPercent()).isEqualTo(200.0 / 11);
  }

  @Test
  void saysWhereFiguresComeFrom() {
    Machine machine = benchmark.machine();
    assertThat(machine.torch()).isEmpty();
    assertThat(machine.threads()).isEqualTo(1);
    assertThat(machine.cpu()).isNotBlank();
    assertThat(machine.gemmGigaflops()).matches(StepBenchmarkTest::isPositive);
  }

  @Test
  void rejectsNoTimeAndNoRates() {
    assertThatThrownBy(() -> benchmark.steps(TINY, List.of(1), 0))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid seconds: 0.0 (positive)");
    assertThatThrownBy(() -> benchmark.steps(TINY, List.of(), 1))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid rates: none (1 or more)");
  }

  private static boolean isPositive(double figure) {
    return figure > 0 && Double.isFinite(figure);
  }
}
