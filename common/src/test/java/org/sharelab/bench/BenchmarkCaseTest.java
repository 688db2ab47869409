package org.sharelab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sharelab.check.ValidationException;
import org.sharelab.model.ModelDesign;

class BenchmarkCaseTest {
  @Test
  void readsSizesAndWritesThemBack() {
    BenchmarkCase read = BenchmarkCase.parse("64,128,16,5", 8);
    assertThat(read).isEqualTo(new BenchmarkCase(64, 128, 16, 5, 8));
    assertThat(read.sizes()).isEqualTo("64,128,16,5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "64", "64,128,16", "64,128,16,5,8", "64, 128,16,5", "64,128,16,-5"})
  void rejectsWhatIsNoCase(String sizes) {
    assertThatThrownBy(() -> BenchmarkCase.parse(sizes, 8))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid case: %s (BATCH,WIDTH,IMAGE,KERNEL such as 64,128,16,5)", sizes);
  }

  @Test
  void rejectsSizesOutOfRange() {
    assertThatThrownBy(() -> BenchmarkCase.parse("0,128,16,5", 8))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid batch size: 0 (1 to 65536)");
    assertThatThrownBy(() -> BenchmarkCase.parse("64,128,16,256", 8))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid kernel size: 256 (1 to 255)");
    assertThatThrownBy(() -> BenchmarkCase.parse("64,128,16,5", 0))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid depth: 0 (1 to 65536)");
  }

  @Test
  void rejectsRateThatDoesNotDivideDepth() {
    assertThatThrownBy(() -> new BenchmarkCase(2, 8, 4, 3, 4).design(3))
        .isInstanceOf(ValidationException.class)
        .hasMessage(
            "Cannot share 4 layers at rate 3: the rate must divide the depth (fits: 1, 2, 4;"
                + " or set remainder = balanced)");
  }

  /** Rate 2 of 4 blocks leaves out 2 pointwise convolutions of 8 * 8 weights and 8 biases. */
  @Test
  void sharesPointwiseConvolutions() {
    BenchmarkCase measured = new BenchmarkCase(2, 8, 4, 3, 4);
    ModelDesign shared = measured.design(2);
    assertThat(measured.design(1).uniqueParameters() - shared.uniqueParameters())
        .isEqualTo(2 * (8 * 8 + 8));
  }

  /**
   * Per image: patches 8 * 3 * 4 for each of 4 * 4 places; two blocks of 8 * 9 and 8 * 8 for each;
   * classifier 8 * 10. In all 1536 + 2 * 2176 + 80 = 5968; two operations and three products each.
   */
  @Test
  void countsOperationsOfAStep() {
    assertThat(new BenchmarkCase(5, 8, 4, 3, 2).stepFlop()).isEqualTo(5 * 6 * 5968.0);
  }
}
