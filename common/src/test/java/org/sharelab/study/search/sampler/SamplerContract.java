package org.sharelab.study.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.sharelab.random.Seed;
import org.sharelab.study.search.history.History;
import org.sharelab.study.search.history.PointRecord;
import org.sharelab.study.search.history.TrialRecord;
import org.sharelab.study.search.history.TrialState;
import org.sharelab.study.search.space.Choices;
import org.sharelab.study.search.space.Dimension;
import org.sharelab.study.search.space.Point;
import org.sharelab.study.search.space.Range;
import org.sharelab.study.search.space.Scale;
import org.sharelab.study.search.space.SearchSpace;

/** What every sampler must do. */
interface SamplerContract {
  int POINTS = 40;

  SearchSpace FINITE =
      new SearchSpace(
          List.of(
              Dimension.of("name", new Choices(List.of("conv", "deit", "mlp"))),
              new Dimension(
                  "kernel",
                  new Range(Range.Type.INTEGER, 3, 9, 2, Scale.LINEAR),
                  Map.of("name", List.of("conv"))),
              new Dimension(
                  "bias", new Choices(List.of(true, false)), Map.of("kernel", List.of(5, 7))),
              Dimension.of("width", Range.integers(1, 6, Scale.LOG)),
              Dimension.of("drop", new Range(Range.Type.REAL, 0, 0.3, 0.1, Scale.LINEAR))));

  SearchSpace CONTINUOUS =
      new SearchSpace(
          List.of(
              Dimension.of("name", new Choices(List.of("conv", "deit"))),
              Dimension.of("rate", Range.reals(1e-5, 0.1, Scale.LOG)),
              new Dimension(
                  "momentum",
                  Range.reals(0, 0.99, Scale.LINEAR),
                  Map.of("name", List.of("conv")))));

  /** A sampler over a finite space. */
  Sampler sampler(SearchSpace space, Seed seed);

  /** Whether other seeds give other points. */
  default boolean isRandom() {
    return true;
  }

  /** Whether it can draw from a continuous space. */
  default boolean drawsFromContinuousSpaces() {
    return true;
  }

  private List<SearchSpace> spaces() {
    return drawsFromContinuousSpaces() ? List.of(FINITE, CONTINUOUS) : List.of(FINITE);
  }

  /** A function with its minimum inside, as accuracy. */
  private static double accuracy(Point point) {
    double sum = 0;
    for (Object value : point.values().values()) {
      sum += value instanceof Number number ? Math.abs(number.doubleValue() - 2) : 0.5;
    }
    return 1 / (1 + sum);
  }

  private static PointRecord ended(int index, Point point, TrialState state, double value) {
    List<Double> objectives = state == TrialState.FAILED ? List.of() : List.of(value);
    TreeMap<Integer, Double> curve = new TreeMap<>(Map.of(1, value));
    return PointRecord.of(
        index, point, List.of(new TrialRecord(index, 0, state, 1, curve, objectives)));
  }

  private static PointRecord running(int index, Point point) {
    return PointRecord.of(index, point, List.of(TrialRecord.waiting(index, 0)));
  }

  /** Asks for points one after the other; each ends before the next. */
  private static List<Point> run(
      Sampler sampler, int points, ToDoubleFunction<Point> value, TrialState state) {
    List<PointRecord> records = new ArrayList<>();
    return proceed(sampler, records, points, value, state);
  }

  private static List<Point> proceed(
      Sampler sampler,
      List<PointRecord> records,
      int points,
      ToDoubleFunction<Point> value,
      TrialState state) {
    while (records.size() < points) {
      int index = records.size();
      Optional<Proposal> proposal = sampler.propose(index, History.of(records));
      if (proposal.isEmpty()) {
        break;
      }
      assertThat(proposal.get().reason()).isNotBlank();
      Point point = proposal.get().point();
      records.add(ended(index, point, state, value.applyAsDouble(point)));
    }
    return records.stream().map(PointRecord::point).toList();
  }

  private static List<Point> run(Sampler sampler) {
    return run(sampler, POINTS, SamplerContract::accuracy, TrialState.COMPLETED);
  }

  @Test
  default void proposesPointsOfTheSpaceEachOnce() {
    for (SearchSpace space : spaces()) {
      List<Point> points = run(sampler(space, Seed.of(1)));
      assertThat(points).hasSize(POINTS).doesNotHaveDuplicates();
      points.forEach(space::check);
    }
  }

  @Test
  default void proposesWholeNumbersAsLong() {
    for (Point point : run(sampler(FINITE, Seed.of(2)))) {
      assertThat(point.get("width")).isInstanceOf(Long.class);
    }
  }

  @Test
  default void repeatsItselfInAFreshInstance() {
    for (SearchSpace space : spaces()) {
      assertThat(run(sampler(space, Seed.of(3)))).isEqualTo(run(sampler(space, Seed.of(3))));
    }
  }

  @Test
  default void differsBetweenSeedsIfItIsRandom() {
    for (SearchSpace space : spaces()) {
      boolean equal = run(sampler(space, Seed.of(4))).equals(run(sampler(space, Seed.of(5))));
      assertThat(equal).isEqualTo(!isRandom());
    }
  }

  @Test
  default void acceptsEveryOutcome() {
    for (TrialState state : TrialState.values()) {
      if (state.hasEnded()) {
        for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 0}) {
          List<Point> points = run(sampler(FINITE, Seed.of(6)), POINTS, point -> value, state);
          assertThat(points).as("%s %s", state, value).hasSize(POINTS);
          points.forEach(FINITE::check);
        }
      }
    }
  }

  @Test
  default void proposesEveryPointOfASmallSpaceThenNoMore() {
    SearchSpace space =
        new SearchSpace(
            List.of(
                Dimension.of("a", new Choices(List.of("x", "y", "z"))),
                Dimension.of("b", Range.integers(1, 3, Scale.LINEAR))));
    assertThat(run(sampler(space, Seed.of(7)))).containsExactlyInAnyOrderElementsOf(space.grid());
    SearchSpace single =
        new SearchSpace(List.of(Dimension.of("a", Range.integers(4, 4, Scale.LINEAR))));
    assertThat(run(sampler(single, Seed.of(7)))).containsExactly(new Point(Map.of("a", 4)));
  }

  @Test
  default void continuesInTheMiddleFromTheHistoryAlone() {
    for (SearchSpace space : spaces()) {
      List<Point> whole = run(sampler(space, Seed.of(8)));
      List<PointRecord> half = new ArrayList<>();
      for (int i = 0; i < POINTS / 2; i++) {
        half.add(ended(i, whole.get(i), TrialState.COMPLETED, accuracy(whole.get(i))));
      }
      Collections.reverse(half); // the order in a store means nothing
      List<PointRecord> records = new ArrayList<>(half);
      Sampler fresh = sampler(space, Seed.of(8));
      assertThat(proceed(fresh, records, POINTS, SamplerContract::accuracy, TrialState.COMPLETED))
          .containsExactlyInAnyOrderElementsOf(whole);
      assertThat(records.get(POINTS - 1).point()).isEqualTo(whole.get(POINTS - 1));
    }
  }

  /** The promise: the order in which results arrive changes nothing. */
  @Test
  default void proposesTheSameInAnyOrderOfArrival() {
    for (SearchSpace space : spaces()) {
      List<Point> expected = arrivingInRandomOrder(sampler(space, Seed.of(9)), 0);
      for (int order = 1; order <= 5; order++) {
        assertThat(arrivingInRandomOrder(sampler(space, Seed.of(9)), order))
            .as("order of arrival %d", order)
            .isEqualTo(expected);
      }
    }
  }

  /** Asks as early as it may, or lets a random running point end. */
  private static List<Point> arrivingInRandomOrder(Sampler sampler, int order) {
    Random random = new Random(order);
    List<PointRecord> records = new ArrayList<>();
    Set<Integer> open = new HashSet<>();
    while (records.size() < POINTS) {
      int index = records.size();
      History history = History.of(records);
      boolean may = history.reportedWithoutGap() >= sampler.requires(index);
      if (may && (open.isEmpty() || random.nextBoolean())) {
        Point point = sampler.propose(index, history).orElseThrow().point();
        records.add(running(index, point));
        open.add(index);
      } else {
        assertThat(open).as("points that point %d waits for", index).isNotEmpty();
        int finished = List.copyOf(open).get(random.nextInt(open.size()));
        Point point = records.get(finished).point();
        records.set(finished, ended(finished, point, TrialState.COMPLETED, accuracy(point)));
        open.remove(finished);
      }
    }
    return records.stream().map(PointRecord::point).toList();
  }

  @Test
  default void requiresNoMoreThanThePointsBefore() {
    Sampler sampler = sampler(FINITE, Seed.of(10));
    for (int index = 0; index < 200; index++) {
      assertThat(sampler.requires(index)).isBetween(0, index);
    }
  }

  @Test
  default void survivesSerialization() throws IOException, ClassNotFoundException {
    Sampler sampler = sampler(FINITE, Seed.of(11));
    List<Point> expected = run(sampler);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(sampler);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(run((Sampler) in.readObject())).isEqualTo(expected);
    }
  }

  @Test
  default void knowsItsSizeIfItSaysOne() {
    Sampler sampler = sampler(FINITE, Seed.of(12));
    sampler
        .size()
        .ifPresent(
            size ->
                assertThat(run(sampler, size + 1, SamplerContract::accuracy, TrialState.COMPLETED))
                    .hasSize(size));
  }
}
