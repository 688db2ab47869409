package org.sharelab.study.search.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sharelab.study.search.history.Metric;
import org.sharelab.study.search.space.Point;

class FullTrainingTest implements SchedulerContract {
  @Override
  public Scheduler scheduler(Metric metric) {
    return new FullTraining(EPOCHS);
  }

  @Test
  void trainsAsLongAsThePointSays() {
    Point point = new Point(Map.of("training.epochs", 7));
    assertThat(new FullTraining(20).milestoneAfter(0, point)).isEqualTo(7);
    assertThat(new FullTraining(20).lastEpoch(new Point(Map.of()))).isEqualTo(20);
  }

  @Test
  void refusesNoEpochs() {
    assertThatThrownBy(() -> new FullTraining(0))
        .hasMessage("Invalid epochs: 0 (a whole number >= 1)");
  }
}
