package org.sharelab.study.search.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.sharelab.study.search.history.History;
import org.sharelab.study.search.history.Metric;
import org.sharelab.study.search.history.PointRecord;
import org.sharelab.study.search.history.TrialState;
import org.sharelab.study.search.scheduler.SuccessiveHalving.Promotion;
import org.sharelab.study.search.scheduler.Verdict.Action;
import org.sharelab.study.search.space.Point;

class SuccessiveHalvingTest {
  @Nested
  class Asynchronous implements SchedulerContract {
    @Override
    public Scheduler scheduler(Metric metric) {
      return SuccessiveHalving.asynchronous(metric, 2, EPOCHS, 3);
    }
  }

  @Nested
  class SynchronousWithStrata implements SchedulerContract {
    @Override
    public Scheduler scheduler(Metric metric) {
      return new SuccessiveHalving(metric, 1, EPOCHS, 2, Promotion.SYNCHRONOUS, "a");
    }
  }

  private final SuccessiveHalving asha =
      SuccessiveHalving.asynchronous(Metric.TEST_ACCURACY, 1, 9, 3);

  private static PointRecord point(int index, TrialState state, int epochs, double value) {
    TreeMap<Integer, Double> curve = new TreeMap<>();
    for (int epoch = 1; epoch <= epochs; epoch++) {
      curve.put(epoch, value);
    }
    Point settings = new Point(Map.of("rate", index % 2, "b", index));
    return new PointRecord(index, settings, state, epochs, curve, List.of());
  }

  private static PointRecord paused(int index, int epochs, double value) {
    return point(index, TrialState.PAUSED, epochs, value);
  }

  private static List<Integer> going(List<Verdict> verdicts) {
    return verdicts.stream()
        .filter(verdict -> verdict.action() == Action.CONTINUE)
        .map(Verdict::point)
        .toList();
  }

  @Test
  void hasRungsAtPowersOfEta() {
    assertThat(asha.rungs()).containsExactly(1, 3, 9);
    assertThat(SuccessiveHalving.asynchronous(Metric.TEST_NLL, 2, 50, 4).rungs())
        .containsExactly(2, 8, 32, 50);
    assertThat(SuccessiveHalving.asynchronous(Metric.TEST_NLL, 5, 5, 4).rungs()).containsExactly(5);
  }

  @Test
  void promotesTheBestThirdOfThoseSeenSoFar() {
    History two = History.of(List.of(paused(0, 1, 0.5), paused(1, 1, 0.7)));
    assertThat(asha.review(two)).isEmpty(); // a third of 2 is none
    History three = History.of(List.of(paused(0, 1, 0.5), paused(1, 1, 0.7), paused(2, 1, 0.6)));
    assertThat(asha.review(three))
        .containsExactly(
            new Verdict(
                1,
                Action.CONTINUE,
                3,
                "test-accuracy at epoch 1 is 0.700000, rank 1 of 3; the best 1 go on to epoch 3"));
  }

  @Test
  void countsThosePromotedBefore() {
    List<PointRecord> points =
        new ArrayList<>(
            List.of(
                point(0, TrialState.RUNNING, 1, 0.9),
                paused(1, 1, 0.8),
                paused(2, 1, 0.1),
                paused(3, 1, 0.2),
                paused(4, 1, 0.3)));
    assertThat(asha.review(History.of(points))).isEmpty(); // the best 1 of 5 runs already
    points.add(paused(5, 1, 0.1));
    assertThat(going(asha.review(History.of(points)))).containsExactly(1); // the best 2 of 6
  }

  @Test
  void promotesHigherRungsFirst() {
    List<PointRecord> points = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      points.add(paused(i, 3, 0.5 + i / 10.0));
    }
    for (int i = 3; i < 12; i++) {
      points.add(paused(i, 1, i / 100.0));
    }
    // At epoch 1: 12 points, the best 4 are the 3 that went on and number 11 (0.11).
    assertThat(going(asha.review(History.of(points)))).containsExactly(2, 11);
  }

  @Test
  void givesTiesToTheSmallerIndex() {
    History history = History.of(List.of(paused(2, 1, 0.5), paused(1, 1, 0.5), paused(0, 1, 0.4)));
    assertThat(going(asha.review(history))).containsExactly(1);
  }

  @Test
  void stopsWhatHasNoNumberAndNeverPromotesIt() {
    double nan = Double.NaN;
    History history = History.of(List.of(paused(0, 1, nan), paused(1, 1, nan), paused(2, 1, nan)));
    assertThat(asha.review(history))
        .extracting(Verdict::action)
        .containsExactly(Action.STOP, Action.STOP, Action.STOP);
    assertThat(asha.review(history).get(0).reason())
        .isEqualTo("test-accuracy at epoch 1 is not a number");
  }

  @Test
  void countsDivergedPointsButNotFailedOnes() {
    PointRecord diverged = point(0, TrialState.DIVERGED, 0, 0);
    PointRecord failed = point(0, TrialState.FAILED, 0, 0);
    List<PointRecord> others = List.of(paused(1, 1, 0.5), paused(2, 1, 0.6));
    List<PointRecord> withDiverged = new ArrayList<>(others);
    withDiverged.add(diverged);
    assertThat(going(asha.review(History.of(withDiverged)))).containsExactly(2);
    List<PointRecord> withFailed = new ArrayList<>(others);
    withFailed.add(failed);
    assertThat(asha.review(History.of(withFailed))).isEmpty();
  }

  @Test
  void sendsAtLeastOnePointOnWhenNoMoreCome() {
    History history = new History(List.of(paused(0, 1, 0.5), paused(1, 1, 0.7)), true);
    assertThat(asha.review(history))
        .containsExactly(
            new Verdict(
                1,
                Action.CONTINUE,
                3,
                "test-accuracy at epoch 1 is 0.700000, rank 1 of 2; the best 1 go on to epoch 3"),
            new Verdict(
                0,
                Action.STOP,
                1,
                "test-accuracy at epoch 1 is 0.500000, rank 2 of 2; the best 1 go on to epoch 3"));
  }

  @Test
  void waitsForRunningPointsBeforeItStopsAny() {
    History history =
        new History(
            List.of(paused(0, 1, 0.5), paused(1, 3, 0.7), point(2, TrialState.RUNNING, 0, 0)),
            true);
    assertThat(asha.review(history)).isEmpty();
  }

  @Test
  void decidesARungOnceIfSynchronous() {
    SuccessiveHalving synchronous =
        new SuccessiveHalving(Metric.TEST_ACCURACY, 1, 9, 3, Promotion.SYNCHRONOUS, "");
    List<PointRecord> points = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      points.add(paused(i, 1, i / 10.0));
    }
    assertThat(synchronous.review(History.of(points))).isEmpty();
    List<Verdict> verdicts = synchronous.review(new History(points, true));
    assertThat(going(verdicts)).containsExactly(5, 4);
    assertThat(verdicts).hasSize(6);
  }

  @Test
  void letsEachStratumCompeteForItself() {
    SuccessiveHalving fair =
        new SuccessiveHalving(Metric.TEST_ACCURACY, 1, 9, 3, Promotion.ASYNCHRONOUS, "rate");
    List<PointRecord> points = new ArrayList<>();
    for (int i = 0; i < 6; i++) { // rate 0 (even indices) is far ahead
      points.add(paused(i, 1, i % 2 == 0 ? 0.9 : 0.1 + i / 100.0));
    }
    assertThat(going(asha.review(History.of(points)))).containsExactly(0, 2);
    assertThat(fair.review(History.of(points)))
        .containsExactly(
            new Verdict(
                0,
                Action.CONTINUE,
                3,
                "test-accuracy at epoch 1 is 0.900000, rank 1 of 3 with rate = 0; the best 1 go on"
                    + " to epoch 3"),
            new Verdict(
                5,
                Action.CONTINUE,
                3,
                "test-accuracy at epoch 1 is 0.150000, rank 1 of 3 with rate = 1; the best 1 go on"
                    + " to epoch 3"));
  }

  @Test
  void refusesImpossibleRungs() {
    assertThatThrownBy(() -> SuccessiveHalving.asynchronous(Metric.TEST_NLL, 1, 9, 1))
        .hasMessage("Invalid eta: 1 (a whole number >= 2)");
    assertThatThrownBy(() -> SuccessiveHalving.asynchronous(Metric.TEST_NLL, 10, 9, 3))
        .hasMessage("Invalid min-epochs: 10 (from 1 to the 9 epochs of training)");
  }
}
