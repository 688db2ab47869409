package org.sharelab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sharelab.config.ExperimentFile;
import org.sharelab.study.CheckpointCadence.EveryEpochs;
import org.sharelab.study.CheckpointCadence.EveryMinutes;
import org.sharelab.study.CheckpointCadence.Never;

class CheckpointSpecTest {
  private static TrialSpec trial(String... sets) {
    ExperimentFile file = ExperimentFile.parse("data.name = glyphs").set(List.of(sets));
    return Study.plan(file, "test").trials().get(0);
  }

  @Test
  void isReadFromTheFileAndNoPartOfTheTrial() {
    TrialSpec plain = trial();
    assertThat(plain.checkpoint())
        .isEqualTo(new CheckpointSpec(new EveryMinutes(10), CheckpointSpec.Keep.NONE));
    TrialSpec often = trial("study.checkpoint.every-epochs=3");
    assertThat(often.checkpoint().cadence()).isEqualTo(new EveryEpochs(3));
    assertThat(trial("study.checkpoint.every-minutes=0.5").checkpoint().cadence())
        .isEqualTo(new EveryMinutes(0.5));
    assertThat(trial("study.checkpoint.every-minutes=0").checkpoint().cadence())
        .isEqualTo(new Never());
    assertThat(trial("study.checkpoint.every-epochs=0").checkpoint().cadence())
        .isEqualTo(new Never());
    TrialSpec keeping = trial("study.checkpoint.keep=last");
    assertThat(keeping.checkpoint().keepsLast()).isTrue();
    for (TrialSpec other : List.of(often, keeping)) {
      assertThat(other.id()).isEqualTo(plain.id());
      assertThat(other.canonical()).isEqualTo(plain.canonical());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "every-epochs=-1 | Invalid study.checkpoint.every-epochs: -1 (",
        "every-minutes=x | Invalid study.checkpoint.every-minutes: \"x\" (",
        "keep=all | Invalid study.checkpoint.keep: \"all\" (none ",
        "every-epoch=2 | Invalid key: study.checkpoint.every-epoch (did you mean every-epochs?)",
      })
  void refusesWhatItDoesNotKnow(String set, String message) {
    assertThatThrownBy(() -> trial("study.checkpoint." + set)).hasMessageStartingWith(message);
  }

  @Test
  void refusesTwoCadencesAtOnce() {
    assertThatThrownBy(
            () -> trial("study.checkpoint.every-epochs=2", "study.checkpoint.every-minutes=2"))
        .hasMessageStartingWith(
            "Invalid study.checkpoint.every-epochs: 2 (not together with every-minutes)");
  }

  @Test
  void saysWhenItIsTime() {
    Duration minute = Duration.ofMinutes(1);
    assertThat(new EveryEpochs(2).isDue(1, minute.multipliedBy(1000))).isFalse();
    assertThat(new EveryEpochs(2).isDue(2, Duration.ZERO)).isTrue();
    assertThat(new EveryMinutes(1.5).isDue(9, minute)).isFalse();
    assertThat(new EveryMinutes(1.5).isDue(0, Duration.ofSeconds(90))).isTrue();
    assertThat(new Never().isDue(1000, minute.multipliedBy(1000))).isFalse();
  }
}
