package org.sharelab.study.search.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.sharelab.study.search.history.History;
import org.sharelab.study.search.history.Metric;
import org.sharelab.study.search.history.PointRecord;
import org.sharelab.study.search.history.TrialState;
import org.sharelab.study.search.scheduler.Verdict.Action;
import org.sharelab.study.search.space.Point;

class MedianStoppingTest implements SchedulerContract {
  private final MedianStopping rule = new MedianStopping(Metric.TEST_ACCURACY, 9, 2, 3, 3);

  @Override
  public Scheduler scheduler(Metric metric) {
    return new MedianStopping(metric, EPOCHS, 3, 4, 2);
  }

  private static PointRecord point(int index, TrialState state, Double... curve) {
    TreeMap<Integer, Double> values = new TreeMap<>();
    for (int i = 0; i < curve.length; i++) {
      values.put(i + 1, curve[i]);
    }
    Point settings = new Point(Map.of("a", index));
    return new PointRecord(index, settings, state, curve.length, values, List.of());
  }

  private List<Verdict> judge(PointRecord... paused) {
    List<PointRecord> points =
        new ArrayList<>(
            List.of(
                point(0, TrialState.COMPLETED, 0.1, 0.3, 0.9), // mean to epoch 2: 0.2
                point(1, TrialState.COMPLETED, 0.4, 0.6, 0.9), // 0.5
                point(2, TrialState.COMPLETED, 0.2, 0.6, 0.9), // 0.4, the median
                point(3, TrialState.PRUNED, 0.9, 0.9)));
    points.addAll(List.of(paused));
    return rule.review(History.of(points));
  }

  @Test
  void reviewsAfterTheGraceThenAtIntervals() {
    Point any = new Point(Map.of());
    assertThat(rule.milestoneAfter(0, any)).isEqualTo(2);
    assertThat(rule.milestoneAfter(2, any)).isEqualTo(5);
    assertThat(rule.milestoneAfter(5, any)).isEqualTo(8);
    assertThat(rule.milestoneAfter(8, any)).isEqualTo(9);
  }

  @Test
  void stopsAPointWhoseBestIsWorseThanTheMedianOfRunningMeans() {
    assertThat(judge(point(4, TrialState.PAUSED, 0.35, 0.39)))
        .containsExactly(
            new Verdict(
                4,
                Action.STOP,
                2,
                "best test-accuracy 0.390000 up to epoch 2 is worse than the median 0.400000 of 3"
                    + " completed points"));
  }

  @Test
  void keepsAPointAtTheMedianOrWhoseBestWasAbove() {
    assertThat(judge(point(4, TrialState.PAUSED, 0.4, 0.4), point(5, TrialState.PAUSED, 0.5, 0.1)))
        .extracting(Verdict::action, Verdict::epoch)
        .containsExactly(tuple(Action.CONTINUE, 5), tuple(Action.CONTINUE, 5));
  }

  @Test
  void takesTheMeanOfTheMiddleTwo() {
    MedianStopping two = new MedianStopping(Metric.TEST_NLL, 9, 1, 1, 2);
    History history =
        History.of(
            List.of(
                point(0, TrialState.COMPLETED, 1.0),
                point(1, TrialState.COMPLETED, 2.0),
                point(2, TrialState.PAUSED, 1.5),
                point(3, TrialState.PAUSED, 1.6)));
    assertThat(two.review(history))
        .extracting(Verdict::action)
        .containsExactly(Action.CONTINUE, Action.STOP); // a loss: larger is worse
  }

  @Test
  void stopsAPointWithoutANumber() {
    assertThat(judge(point(4, TrialState.PAUSED, 0.9, Double.NaN)))
        .containsExactly(
            new Verdict(4, Action.STOP, 2, "test-accuracy at epoch 2 is not a number"));
  }

  @Test
  void needsEnoughCompletedPoints() {
    History history =
        History.of(
            List.of(point(0, TrialState.COMPLETED, 0.9), point(1, TrialState.PAUSED, 0.1, 0.1)));
    assertThat(rule.review(history))
        .containsExactly(
            new Verdict(
                1, Action.CONTINUE, 5, "only 1 of the 3 completed points that a median needs"));
  }

  @Test
  void refusesImpossibleReviews() {
    assertThatThrownBy(() -> new MedianStopping(Metric.TEST_NLL, 0, 1, 1, 1))
        .hasMessage("Invalid epochs: 0 (a whole number >= 1)");
    assertThatThrownBy(() -> new MedianStopping(Metric.TEST_NLL, 5, 6, 1, 1))
        .hasMessage("Invalid grace-epochs: 6 (from 1 to the 5 epochs of training)");
    assertThatThrownBy(() -> new MedianStopping(Metric.TEST_NLL, 5, 5, 0, 1))
        .hasMessage("Invalid interval-epochs: 0 (>= 1)");
    assertThatThrownBy(() -> new MedianStopping(Metric.TEST_NLL, 5, 5, 1, 0))
        .hasMessage("Invalid completed-points: 0 (>= 1)");
  }
}
