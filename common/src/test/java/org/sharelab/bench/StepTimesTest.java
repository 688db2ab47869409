package org.sharelab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sharelab.check.ValidationException;

class StepTimesTest {
  private static final BenchmarkCase CASE = new BenchmarkCase(50, 8, 4, 3, 2);

  @Test
  void takesTheMiddle() {
    assertThat(new StepTimes(List.of(9.0, 1.0, 2.0)).median()).isEqualTo(2);
    assertThat(new StepTimes(List.of(9.0, 1.0, 2.0, 4.0)).median()).isEqualTo(3);
    assertThat(new StepTimes(List.of(9.0, 1.0)).plus(new StepTimes(List.of(2.0))).median())
        .isEqualTo(2);
  }

  @Test
  void rejectsNoSteps() {
    assertThatThrownBy(() -> new StepTimes(List.of()))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid step times: none (1 or more)");
  }

  /** 50 images in 4 ms are 12,500 a second; 50 * 6 * 5968 operations in it 0.4476 GFLOP/s. */
  @Test
  void derivesSpeedFromTheMedian() {
    StepMeasures measures = measures("trunk", steps(3.0, 4.0, 100.0));
    assertThat(measures.imagesPerSecond()).isCloseTo(12_500, within(1e-9));
    assertThat(measures.gigaflops()).isCloseTo(0.4476, within(1e-12));
  }

  /** The rounds' ratios are 0.5, 0.1 and 0.4, whose median a disturbed round does not move. */
  @Test
  void comparesRoundByRound() {
    StepMeasures ours = measures("trunk", steps(2.0), steps(1.0), steps(200.0));
    StepMeasures torch = measures("torch-nchw", steps(4.0), steps(10.0), steps(500.0));
    assertThat(ours.timeRelativeTo(torch)).isEqualTo(0.4);
  }

  @Test
  void rejectsComparisonOfDifferentRounds() {
    StepMeasures one = measures("trunk", steps(2.0));
    StepMeasures two = measures("layers", steps(4.0), steps(4.0));
    assertThatThrownBy(() -> one.timeRelativeTo(two))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Cannot compare trunk with layers: 1 rounds and 2");
  }

  private static StepMeasures measures(String engine, double[]... rounds) {
    return new StepMeasures(
        CASE,
        engine,
        1,
        Arrays.stream(rounds)
            .map(round -> new StepTimes(Arrays.stream(round).boxed().toList()))
            .toList());
  }

  private static double[] steps(double... milliseconds) {
    return milliseconds;
  }
}
