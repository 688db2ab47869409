package org.sharelab.study.search.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sharelab.check.ValidationException;

class RangeTest {
  @Test
  void stepsInDecimals() {
    Range range = new Range(Range.Type.REAL, 0.1, 0.5, 0.1, Scale.LINEAR);
    // In binary, 0.1 + 2 * 0.1 is 0.30000000000000004.
    assertThat(LongStream.range(0, 5).mapToObj(range::value))
        .containsExactly(0.1, 0.2, 0.3, 0.4, 0.5);
    assertThat(range.size()).hasValue(5);
  }

  @Test
  void givesEachIntegerAnEqualPartOfALinearScale() {
    Range range = new Range(Range.Type.INTEGER, 4, 10, 2, Scale.LINEAR);
    // 4, 6, 8, 10: a quarter of the interval each, the ends included.
    assertThat(range.at(0)).isEqualTo(4L);
    assertThat(range.at(0.249)).isEqualTo(4L);
    assertThat(range.at(0.251)).isEqualTo(6L);
    assertThat(range.at(0.749)).isEqualTo(8L);
    assertThat(range.at(0.999)).isEqualTo(10L);
    assertThat(range.cell(6L).low()).isCloseTo(0.25, within(1e-12));
    assertThat(range.cell(6L).high()).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void putsTheGeometricMeanInTheMiddleOfALogarithmicScale() {
    Range rates = Range.reals(1e-4, 1e-2, Scale.LOG);
    assertThat(rates.at(0.5)).isEqualTo(0.001);
    assertThat(rates.unit(0.001)).isCloseTo(0.5, within(1e-12));
    // Of the integers 1 to 4, 1 owns log(1.5 / 0.5) / log(4.5 / 0.5) = log 3 / log 9 = 1/2.
    Range sizes = Range.integers(1, 4, Scale.LOG);
    assertThat(sizes.at(0.499)).isEqualTo(1L);
    assertThat(sizes.at(0.501)).isEqualTo(2L);
    assertThat(sizes.cell(1L).high()).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void roundsContinuousValuesToAMillionthOfTheRange() {
    assertThat(Range.reals(0, 1, Scale.LINEAR).at(1 / 3.0)).isEqualTo(0.333333);
    assertThat(Range.reals(1000, 1000.02, Scale.LINEAR).at(1 / 3.0)).isEqualTo(1000.00666667);
    assertThat(Range.reals(1e-6, 1e-2, Scale.LOG).at(1 / 3.0))
        .isEqualTo(2.154435e-5); // 10^(-6 + 4/3) = 2.15443469e-5
  }

  @Test
  void staysInsideAndReachesEveryValue() {
    Range[] ranges = {
      Range.reals(1e-5, 0.3, Scale.LOG),
      Range.reals(-0.7, 0.7, Scale.LINEAR),
      Range.integers(1, 12, Scale.LOG),
      new Range(Range.Type.INTEGER, -6, 9, 3, Scale.LINEAR),
      new Range(Range.Type.REAL, 0.05, 0.95, 0.15, Scale.LINEAR),
      Range.reals(2.5, 2.5, Scale.LOG)
    };
    for (Range range : ranges) {
      Set<Object> seen = new HashSet<>();
      for (int i = 0; i < 10_000; i++) {
        Object value = range.at(i / 10_000.0);
        assertThat(range.contains(value)).as("%s of %s", value, range).isTrue();
        assertThat(range.unit(value)).isBetween(0.0, 1.0);
        seen.add(value);
      }
      range.size().ifPresent(size -> assertThat(seen).hasSize((int) size));
    }
  }

  @Test
  void containsItsValuesOnly() {
    Range range = new Range(Range.Type.INTEGER, 2, 8, 2, Scale.LINEAR);
    assertThat(range.contains(4L)).isTrue();
    assertThat(range.contains(5L)).isFalse();
    assertThat(range.contains(10L)).isFalse();
    assertThat(range.contains(4.5)).isFalse();
    assertThat(range.contains("4")).isFalse();
    assertThat(range.contains(null)).isFalse();
    assertThat(Range.reals(0, 1, Scale.LINEAR).contains(0.123456789)).isTrue();
    assertThat(range.allowed()).isEqualTo("a whole number from 2 to 8 in steps of 2");
    assertThat(Range.reals(0, 0.5, Scale.LINEAR).allowed()).isEqualTo("a number from 0 to 0.5");
  }

  @Test
  void refusesToEnumerateWhatIsContinuous() {
    Range range = Range.reals(0, 1, Scale.LINEAR);
    assertThat(range.size()).isEmpty();
    assertThatThrownBy(() -> range.value(0)).hasMessageContaining("the range is continuous");
    assertThatThrownBy(() -> Range.integers(1, 3, Scale.LINEAR).value(3))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("Value 3 of 3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "INTEGER; 3; 1; 1; LINEAR; Invalid range: 3 to 1 step 1 (finite numbers, min not above max)",
        "REAL; NaN; 1; 0; LINEAR; Invalid range: \"NaN\" to 1 step 0 (finite numbers, min not above max)",
        "REAL; 0; 1; -0.5; LINEAR; Invalid range: 0 to 1 step -0.5 (a step > 0)",
        "INTEGER; 1; 3.5; 1; LINEAR; Invalid range: 1 to 3.5 step 1 (whole min, max and step for type integer)",
        "INTEGER; 1; 3; 0; LINEAR; Invalid range: 1 to 3 step 0 (whole min, max and step for type integer)",
        "REAL; 0; 1; 0; LOG; Invalid range: 0 to 1 step 0 (a min > 0 for scale log)",
        "INTEGER; 1; 9; 2; LOG; Invalid range: 1 to 9 step 2 (no step for scale log)",
        "REAL; 0; 1; 0.3; LINEAR; Invalid range: 0 to 1 step 0.3 (a max that is a whole number of steps above min)"
      })
  void refusesRangesThatMakeNoSense(
      Range.Type type, double min, double max, double step, Scale scale, String message) {
    assertThatThrownBy(() -> new Range(type, min, max, step, scale))
        .isInstanceOf(ValidationException.class)
        .hasMessage(message);
  }
}
