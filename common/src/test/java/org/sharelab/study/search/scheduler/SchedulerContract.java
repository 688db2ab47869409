package org.sharelab.study.search.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.sharelab.study.search.history.History;
import org.sharelab.study.search.history.Metric;
import org.sharelab.study.search.history.PointRecord;
import org.sharelab.study.search.history.TrialState;
import org.sharelab.study.search.space.Point;

/** What every scheduler must do. */
interface SchedulerContract {
  int EPOCHS = 20;

  /** A scheduler of {@value #EPOCHS} epochs. */
  Scheduler scheduler(Metric metric);

  private static Point point(int index) {
    return new Point(Map.of("a", index % 3, "b", index));
  }

  /** Points anywhere between the start and the end, some without a number. */
  private History randomHistory(Scheduler scheduler, int seed, boolean isClosed) {
    Random random = new Random(seed);
    List<PointRecord> points = new ArrayList<>();
    int size = random.nextInt(30);
    for (int index = 0; index < size; index++) {
      TrialState state = TrialState.values()[random.nextInt(TrialState.values().length)];
      if (isClosed && state == TrialState.RUNNING) {
        state = TrialState.PAUSED;
      }
      points.add(randomPoint(scheduler, random, index, state));
    }
    Collections.shuffle(points, random);
    return new History(points, isClosed);
  }

  private static PointRecord randomPoint(
      Scheduler scheduler, Random random, int index, TrialState state) {
    int epoch = 0;
    int milestones = random.nextInt(3);
    for (int i = 0; i < milestones; i++) {
      epoch = scheduler.milestoneAfter(epoch, point(index));
    }
    if (state == TrialState.COMPLETED) {
      epoch = scheduler.lastEpoch(point(index));
    } else if (epoch >= scheduler.lastEpoch(point(index)) || epoch == 0) {
      epoch = Math.min(EPOCHS - 1, scheduler.milestoneAfter(0, point(index)));
    }
    TreeMap<Integer, Double> curve = new TreeMap<>();
    for (int e = 1; e <= epoch; e++) {
      // Few values, so that there are ties; some are missing, some are not numbers.
      double value = random.nextInt(10) == 0 ? Double.NaN : random.nextInt(5) / 5.0;
      if (random.nextInt(10) > 0) {
        curve.put(e, value);
      }
    }
    return new PointRecord(index, point(index), state, epoch, curve, List.of());
  }

  @Test
  default void climbsFromMilestoneToMilestoneToTheLastEpoch() {
    Scheduler scheduler = scheduler(Metric.TEST_ACCURACY);
    int epoch = 0;
    for (int steps = 0; epoch < scheduler.lastEpoch(point(0)); steps++) {
      assertThat(steps).isLessThan(EPOCHS);
      int next = scheduler.milestoneAfter(epoch, point(0));
      assertThat(next).isGreaterThan(epoch).isLessThanOrEqualTo(scheduler.lastEpoch(point(0)));
      epoch = next;
    }
    assertThat(epoch).isEqualTo(EPOCHS);
  }

  @Test
  default void judgesPausedPointsOnlyEachOnceWithAReason() {
    for (Metric metric : List.of(Metric.TEST_ACCURACY, Metric.TEST_NLL)) {
      Scheduler scheduler = scheduler(metric);
      for (int seed = 0; seed < 300; seed++) {
        History history = randomHistory(scheduler, seed, seed % 2 == 0);
        List<Verdict> verdicts = scheduler.review(history);
        assertThat(verdicts.stream().map(Verdict::point))
            .as("seed %d", seed)
            .doesNotHaveDuplicates();
        for (Verdict verdict : verdicts) {
          PointRecord record =
              history.points().stream()
                  .filter(p -> p.index() == verdict.point())
                  .findFirst()
                  .orElseThrow();
          assertThat(record.state()).as("seed %d", seed).isEqualTo(TrialState.PAUSED);
          assertThat(verdict.reason()).isNotBlank().doesNotContain("\n");
          if (verdict.action() == Verdict.Action.CONTINUE) {
            assertThat(verdict.epoch())
                .as("seed %d", seed)
                .isEqualTo(scheduler.milestoneAfter(record.epochs(), record.point()));
          }
        }
      }
    }
  }

  @Test
  default void judgesEveryPausedPointOnceNothingElseCanHappen() {
    Scheduler scheduler = scheduler(Metric.TEST_ACCURACY);
    for (int seed = 0; seed < 300; seed++) {
      History history = randomHistory(scheduler, seed, true);
      long paused = history.points().stream().filter(p -> p.state() == TrialState.PAUSED).count();
      List<Verdict> verdicts = scheduler.review(history);
      boolean someGoOn = verdicts.stream().anyMatch(v -> v.action() == Verdict.Action.CONTINUE);
      // Points may wait for those that go on now; if none does, there is nothing to wait for.
      if (!someGoOn) {
        assertThat(verdicts).as("seed %d", seed).hasSize((int) paused);
      }
    }
  }

  @Test
  default void judgesTheSameInAnyOrderOfArrivalAndInAFreshInstance() {
    for (int seed = 0; seed < 100; seed++) {
      History history = randomHistory(scheduler(Metric.TEST_ACCURACY), seed, seed % 2 == 0);
      List<PointRecord> backwards = new ArrayList<>(history.points());
      Collections.reverse(backwards);
      assertThat(scheduler(Metric.TEST_ACCURACY).review(new History(backwards, history.isClosed())))
          .as("seed %d", seed)
          .isEqualTo(scheduler(Metric.TEST_ACCURACY).review(history));
    }
  }

  @Test
  default void stopsOrKeepsNothingOfAnEmptyHistory() {
    assertThat(scheduler(Metric.TEST_ACCURACY).review(History.empty())).isEmpty();
    assertThat(scheduler(Metric.TEST_ACCURACY).review(new History(List.of(), true))).isEmpty();
  }

  @Test
  default void survivesSerialization() throws IOException, ClassNotFoundException {
    Scheduler scheduler = scheduler(Metric.TEST_ACCURACY);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(scheduler);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(scheduler);
    }
  }
}
