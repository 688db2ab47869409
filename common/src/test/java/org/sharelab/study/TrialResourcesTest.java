package org.sharelab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.sharelab.check.ValidationException;
import org.sharelab.config.ExperimentFile;

class TrialResourcesTest {
  private static TrialResources read(String section) {
    return TrialResources.read(ExperimentFile.parse(section).open());
  }

  @Test
  void readsWhatIsSaid() {
    assertThat(read("")).isEqualTo(TrialResources.UNSAID);
    assertThat(read("cpus = 2, gpus = 1, memory = 2g"))
        .isEqualTo(new TrialResources(2, 1, 2L << 30));
    assertThat(read("memory = 1500m").memoryMegabytes()).isEqualTo(1500);
    assertThat(read("memory = 1048577").memoryMegabytes()).as("rounded up").isEqualTo(2);
  }

  @Test
  void refusesWhatNoTrialCanUse() {
    assertRefused("cpus = 0", "Invalid cpus: 0 (a whole number from 1 to 1024)");
    assertRefused("gpus = 2", "Invalid gpus: 2 (a whole number from 0 to 1)");
    assertRefused("memory = lots", "Invalid memory: \"lots\" (1m or more, such as 2g)");
    assertRefused("memory = 5k", "Invalid memory: \"5k\" (1m or more, such as 2g)");
  }

  private static void assertRefused(String section, String message) {
    assertThatThrownBy(() -> read(section))
        .isInstanceOf(ValidationException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void areNoPartOfTrialsIdentity() {
    String file =
        """
        data { name = glyphs, train-limit = 100, test-limit = 100 }
        model { name = convmixer, width = 4, depth = 2, kernel-size = 3, patch-size = 8 }
        training { epochs = 1, batch-size = 50 }
        """;
    Study plain = Study.plan(ExperimentFile.parse(file), "x");
    Study placed =
        Study.plan(
            ExperimentFile.parse(file + "study.resources { cpus = 4, gpus = 1, memory = 1g }"),
            "x");
    assertThat(placed.trials().get(0).id()).isEqualTo(plain.trials().get(0).id());
    assertThat(placed.settings())
        .as("and may go on in the same folder")
        .isEqualTo(plain.settings());
    assertThat(placed.spec().resources()).isEqualTo(new TrialResources(4, 1, 1L << 30));
  }
}
