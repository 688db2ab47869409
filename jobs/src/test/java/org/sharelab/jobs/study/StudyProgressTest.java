package org.sharelab.jobs.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.sharelab.jobs.table.TrialRows;
import org.sharelab.jobs.testing.Studies;
import org.sharelab.study.Study;
import org.sharelab.study.TrialSpec;

class StudyProgressTest {
  private static final long SECOND = 1_000_000_000L;

  private final Study study = Studies.small(2); // 6 trials of equal cost
  private final StringWriter printed = new StringWriter();
  private long now;

  private StudyProgress progress(boolean live) {
    return new StudyProgress(new PrintWriter(printed), live, () -> now);
  }

  private void finish(StudyProgress progress, int index, double accuracy) {
    TrialSpec trial = study.trials().get(index);
    progress.finished(trial, TrialRows.of(Studies.completed(trial, 1, accuracy)));
  }

  @Test
  void plainLinesComeAtIntervals() {
    StudyProgress progress = progress(false);
    progress.watch(() -> 2);
    progress.start(study, study.trials());
    now = 10 * SECOND;
    finish(progress, 0, 0.5);
    progress.tick();
    assertThat(printed.toString()).isEmpty();
    now = 20 * SECOND;
    finish(progress, 1, 0.75);
    progress.tick();
    // 2 of 6 equal trials took 20 s, so 4 take 40 s
    assertThat(printed.toString())
        .isEqualTo(
            "2 of 6 trials, 2 running, best accuracy 0.7500, 20 s so far, about 40 s left\n");
  }

  @Test
  void liveLineIsRewrittenAtMostOnceASecond() {
    StudyProgress progress = progress(true);
    progress.start(study, study.trials());
    for (int tick = 0; tick < 30; tick++) {
      now += SECOND / 10;
      progress.tick();
    }
    assertThat(printed.toString().split("\r", -1)).as("the first and one per second").hasSize(5);
    assertThat(printed.toString()).doesNotContain("\n");
  }

  @Test
  void countsTrialsThatWereThereAndThoseWithoutSuccess() {
    StudyProgress progress = progress(false);
    progress.start(study, study.trials().subList(4, 6));
    TrialSpec trial = study.trials().get(4);
    progress.finished(trial, TrialRows.of(Studies.failed(trial, 1)));
    now = 15 * SECOND;
    progress.tick();
    assertThat(printed.toString())
        .isEqualTo("5 of 6 trials, 1 failed, 15 s so far, about 15 s left\n");
  }

  @Test
  void durationsAreForPeople() {
    assertThat(StudyProgress.duration(59)).isEqualTo("59 s");
    assertThat(StudyProgress.duration(125)).isEqualTo("2 min 05 s");
    assertThat(StudyProgress.duration(7384)).isEqualTo("2 h 03 min");
  }
}
