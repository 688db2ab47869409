package org.sharelab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sharelab.check.ValidationException;

class NormalizationTest {
  @Test
  void mapsBytesByChannel() {
    float[][] table = new Normalization(List.of(0.0, 0.5), List.of(1.0, 0.25)).table();
    assertThat(table[0][0]).isZero();
    assertThat(table[0][255]).isEqualTo(1f);
    assertThat(table[0][51]).isEqualTo(0.2f);
    // (51 / 255 - 0.5) / 0.25 = -1.2
    assertThat(table[1][51]).isEqualTo(-1.2f);
    assertThat(table[1][255]).isEqualTo(2f);
  }

  @Test
  void refusesListsThatDoNotMatch() {
    assertThatThrownBy(() -> new Normalization(List.of(0.5), List.of()))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid normalization: 1 means and 0 stds (one of each per channel)");
    assertThatThrownBy(() -> Normalization.grey(0.5, 0))
        .hasMessage("Invalid normalization std: [0] (finite numbers > 0)");
    assertThatThrownBy(() -> Normalization.grey(Double.NaN, 1))
        .hasMessage("Invalid normalization mean: [\"NaN\"] (finite numbers)");
  }
}
