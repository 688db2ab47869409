package org.sharelab.study.search.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.sharelab.study.search.history.TrialState.COMPLETED;
import static org.sharelab.study.search.history.TrialState.DIVERGED;
import static org.sharelab.study.search.history.TrialState.FAILED;
import static org.sharelab.study.search.history.TrialState.PAUSED;
import static org.sharelab.study.search.history.TrialState.PRUNED;
import static org.sharelab.study.search.history.TrialState.RUNNING;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.sharelab.study.search.space.Point;

class PointRecordTest {
  private static final Point POINT = new Point(Map.of("a", 1));
  private static final List<Metric> METRICS =
      List.of(Metric.TEST_ACCURACY, Metric.UNIQUE_PARAMETERS);

  private static TrialRecord trial(
      int replicate, TrialState state, int epochs, Map<Integer, Double> curve, Double... values) {
    return new TrialRecord(0, replicate, state, epochs, new TreeMap<>(curve), List.of(values));
  }

  private static PointRecord point(TrialRecord... trials) {
    return PointRecord.of(0, POINT, List.of(trials));
  }

  @Test
  void averagesItsReplicates() {
    PointRecord record =
        point(
            trial(1, COMPLETED, 2, Map.of(1, 0.4, 2, 0.75), 0.75, 100.0),
            trial(0, COMPLETED, 2, Map.of(1, 0.2, 2, 0.25), 0.25, 100.0));
    assertThat(record.state()).isEqualTo(COMPLETED);
    assertThat(record.epochs()).isEqualTo(2);
    assertThat(record.curve()).containsKeys(1, 2);
    assertThat(record.valueAt(1)).isCloseTo(0.3, within(1e-15));
    assertThat(record.objectives()).containsExactly(0.5, 100.0);
    assertThat(record.losses(METRICS)).containsExactly(-0.5, 100.0);
  }

  @Test
  void standsWhereItsSlowestReplicateStands() {
    PointRecord record =
        point(
            trial(0, PAUSED, 3, Map.of(1, 0.1, 3, 0.5), 0.5),
            trial(1, RUNNING, 1, Map.of(1, 0.3), 0.3));
    assertThat(record.state()).isEqualTo(RUNNING);
    assertThat(record.epochs()).isEqualTo(1);
    assertThat(record.curve()).containsOnlyKeys(1);
    assertThat(record.objectives()).containsExactly(0.2); // (0.1 + 0.3) / 2, at epoch 1
    assertThat(record.hasReported()).isTrue();
    assertThat(point(trial(0, RUNNING, 0, Map.of())).hasReported()).isFalse();
  }

  @Test
  void hasNoValueFromWhereAReplicateDiverged() {
    PointRecord record =
        point(
            trial(0, DIVERGED, 1, Map.of(1, 0.2), 0.2),
            trial(1, PAUSED, 3, Map.of(1, 0.4, 3, 0.6), 0.6));
    assertThat(record.state()).isEqualTo(PAUSED);
    assertThat(record.epochs()).isEqualTo(3);
    assertThat(record.valueAt(1)).isCloseTo(0.3, within(1e-15));
    assertThat(record.valueAt(3)).isNaN();
    assertThat(record.loss(METRICS, 0)).isInfinite();
    assertThat(point(trial(0, DIVERGED, 4, Map.of())).epochs()).isEqualTo(4);
  }

  @Test
  void leavesFailedReplicatesOut() {
    PointRecord record =
        point(trial(0, FAILED, 0, Map.of()), trial(1, COMPLETED, 1, Map.of(1, 0.6), 0.6));
    assertThat(record.state()).isEqualTo(COMPLETED);
    assertThat(record.objectives()).containsExactly(0.6);
    PointRecord failed = point(trial(0, FAILED, 2, Map.of(1, 0.1)));
    assertThat(failed.state()).isEqualTo(FAILED);
    assertThat(failed.objectives()).isEmpty();
    assertThat(failed.loss(METRICS, 0)).isInfinite();
  }

  @Test
  void isPrunedIfAnyReplicateIs() {
    assertThat(point(trial(0, PRUNED, 1, Map.of()), trial(1, DIVERGED, 1, Map.of())).state())
        .isEqualTo(PRUNED);
    assertThat(point(trial(0, COMPLETED, 1, Map.of()), trial(1, DIVERGED, 1, Map.of())).state())
        .isEqualTo(DIVERGED);
  }

  @Test
  void looksBackToTheLastEvaluation() {
    PointRecord record = point(trial(0, PAUSED, 5, Map.of(2, 0.2, 4, 0.4), 0.4));
    assertThat(record.valueAt(5)).isEqualTo(0.4);
    assertThat(record.valueAt(3)).isEqualTo(0.2);
    assertThat(record.valueAt(1)).isNaN();
    assertThat(trial(0, PAUSED, 5, Map.of(2, 0.2)).valueAt(1)).isNaN();
  }

  @Test
  void refusesRecordsThatContradictThemselves() {
    assertThatThrownBy(() -> trial(0, PAUSED, 1, Map.of(2, 0.1)))
        .hasMessage("Invalid curve: epochs [2] (from 1 to 1)");
    assertThatThrownBy(() -> trial(-1, PAUSED, 1, Map.of()))
        .hasMessage("Invalid replicate: -1 (a whole number >= 0)");
    assertThatThrownBy(() -> trial(0, PAUSED, -1, Map.of()))
        .hasMessage("Invalid epochs: -1 (a whole number >= 0)");
    assertThatThrownBy(() -> TrialRecord.waiting(-2, 0))
        .hasMessage("Invalid point: -2 (a whole number >= 0)");
  }

  @Test
  void ordersAHistoryByIndex() {
    PointRecord zero = PointRecord.of(0, POINT, List.of(trial(0, COMPLETED, 1, Map.of(), 0.1)));
    PointRecord one = PointRecord.of(1, POINT, List.of(TrialRecord.waiting(1, 0)));
    PointRecord two = PointRecord.of(2, POINT, List.of(trial(0, COMPLETED, 1, Map.of(), 0.1)));
    History history = History.of(List.of(two, zero, one));
    assertThat(history.points()).containsExactly(zero, one, two);
    assertThat(history.below(2)).containsExactly(zero, one);
    assertThat(history.reportedWithoutGap()).isEqualTo(1);
    assertThatThrownBy(() -> History.of(List.of(one, one)))
        .hasMessage("Invalid history: a point occurs twice (each index once)");
  }

  @Test
  void turnsMetricsIntoLosses() {
    assertThat(Metric.TEST_ACCURACY.loss(0.9)).isEqualTo(-0.9);
    assertThat(Metric.TEST_NLL.loss(0.9)).isEqualTo(0.9);
    assertThat(Metric.TEST_ACCURACY.loss(Double.NaN)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Metric.TEST_NLL.loss(Double.NEGATIVE_INFINITY)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Metric.TRAIN_ACCURACY.isMeasuredEachEpoch()).isTrue();
    assertThat(Metric.UNIQUE_PARAMETERS.isMeasuredEachEpoch()).isFalse();
  }
}
