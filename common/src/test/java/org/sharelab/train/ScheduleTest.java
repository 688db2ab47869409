package org.sharelab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.sharelab.config.ExperimentFile;
import org.sharelab.config.Section;

class ScheduleTest {
  private static Schedule read(String text, int epochs) {
    Section section = ExperimentFile.parse("schedule {" + text + "}").open().section("schedule");
    return Schedule.read(section, epochs);
  }

  @Test
  void fallsAlongHalfACosine() {
    Schedule cosine = read("name = cosine", 10);
    assertThat(cosine.factor(0, 100)).isEqualTo(1);
    assertThat(cosine.factor(50, 100)).isCloseTo(0.5, within(1e-12));
    assertThat(cosine.factor(25, 100)).isCloseTo(0.5 + Math.sqrt(0.5) / 2, within(1e-12));
    assertThat(cosine.factor(99, 100)).isBetween(0.0, 0.001);
  }

  /**
   * Corners of the reference setting: (0, 0), (0.4, 1), (0.8, 1/20), (1, 0) at (step + 1) / total.
   */
  @Test
  void followsTheCornersOfOneCycle() {
    Schedule cycle = read("name = one-cycle", 4);
    assertThat(cycle.factor(0, 10)).isCloseTo(0.25, within(1e-12));
    assertThat(cycle.factor(3, 10)).isCloseTo(1, within(1e-12));
    assertThat(cycle.factor(5, 10)).isCloseTo(1 - 0.95 / 2, within(1e-12));
    assertThat(cycle.factor(7, 10)).isCloseTo(0.05, within(1e-12));
    assertThat(cycle.factor(8, 10)).isCloseTo(0.025, within(1e-12));
    assertThat(cycle.factor(9, 10)).isCloseTo(0, within(1e-12));
  }

  @Test
  void stepsDownAtMilestones() {
    Schedule step = read("name = step, milestones = [60, 120], factor = 0.2", 200);
    long perEpoch = 5;
    assertThat(step.factor(60 * perEpoch - 1, 200 * perEpoch)).isEqualTo(1);
    assertThat(step.factor(60 * perEpoch, 200 * perEpoch)).isEqualTo(0.2);
    assertThat(step.factor(120 * perEpoch, 200 * perEpoch)).isCloseTo(0.04, within(1e-15));
  }

  @Test
  void warmsUpLinearlyBeforeTheRest() {
    Schedule warm = read("name = constant, warm-up-epochs = 2", 10);
    // 100 steps, 20 of them warm: 1/21, ..., 20/21, then 1.
    assertThat(warm.factor(0, 100)).isCloseTo(1 / 21.0, within(1e-12));
    assertThat(warm.factor(19, 100)).isCloseTo(20 / 21.0, within(1e-12));
    assertThat(warm.factor(20, 100)).isEqualTo(1);
  }

  @Test
  void startsTheCosineAfterTheWarmUp() {
    Schedule warm = read("name = cosine, warm-up-epochs = 2", 10);
    assertThat(warm.factor(20, 100)).isEqualTo(1);
    assertThat(warm.factor(60, 100)).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void refusesCornersAndMilestonesOutOfOrder() {
    assertThatThrownBy(() -> read("name = one-cycle, peak-at = 0.9", 4))
        .hasMessageStartingWith("Invalid schedule.low-at: missing (greater than peak-at, 0.9)");
    assertThatThrownBy(() -> read("name = step, milestones = [3, 2]", 4))
        .hasMessageStartingWith("Invalid schedule.milestones: [3,2] (epochs in ascending order)");
    assertThatThrownBy(() -> read("name = cosin", 4))
        .hasMessageStartingWith(
            "Invalid schedule.name: \"cosin\" (constant | cosine | one-cycle | step)");
  }
}
