package org.sharelab.data.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.sharelab.check.ValidationException;
import org.sharelab.config.ExperimentFile;
import org.sharelab.config.Section;

class LabelNoiseTest {
  private static LabelNoise read(String text) {
    Section section = ExperimentFile.parse(text).open();
    LabelNoise noise = LabelNoise.read(section);
    section.rejectUnknown();
    return noise;
  }

  @Test
  void isOffUnlessSet() {
    assertThat(read("")).isEqualTo(LabelNoise.NONE);
  }

  @Test
  void readsBothReadingsOfARandomClass() {
    assertThat(read("level = 0.2")).isEqualTo(new LabelNoise(0.2, LabelNoise.Draw.ALL_CLASSES));
    assertThat(read("level = 0.2, include-true = false"))
        .isEqualTo(new LabelNoise(0.2, LabelNoise.Draw.OTHER_CLASSES));
  }

  @Test
  void refusesLevelsOutsideZeroToOne() {
    assertThatThrownBy(() -> read("level = 1.1"))
        .isInstanceOf(ValidationException.class)
        .hasMessageStartingWith("Invalid level: 1.1 (a number from 0 to 1)");
    assertThatThrownBy(() -> new LabelNoise(-0.5, LabelNoise.Draw.ALL_CLASSES))
        .hasMessage("Invalid label-noise level: -0.5 (a number from 0 to 1)");
    assertThatThrownBy(() -> new LabelNoise(Double.NaN, LabelNoise.Draw.ALL_CLASSES))
        .hasMessage("Invalid label-noise level: \"NaN\" (a number from 0 to 1)");
  }

  @Test
  void roundsTheCountHalfUp() {
    assertThat(new LabelNoise(0.25, LabelNoise.Draw.ALL_CLASSES).count(10)).isEqualTo(3);
    assertThat(new LabelNoise(0.24, LabelNoise.Draw.ALL_CLASSES).count(10)).isEqualTo(2);
    assertThat(new LabelNoise(0.6, LabelNoise.Draw.ALL_CLASSES).count(5000)).isEqualTo(3000);
    assertThat(new LabelNoise(1, LabelNoise.Draw.ALL_CLASSES).count(7)).isEqualTo(7);
  }
}
