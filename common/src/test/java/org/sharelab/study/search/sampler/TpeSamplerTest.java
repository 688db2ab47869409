package org.sharelab.study.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.sharelab.random.Seed;
import org.sharelab.study.search.history.History;
import org.sharelab.study.search.history.Metric;
import org.sharelab.study.search.history.PointRecord;
import org.sharelab.study.search.history.TrialRecord;
import org.sharelab.study.search.history.TrialState;
import org.sharelab.study.search.space.Choices;
import org.sharelab.study.search.space.Dimension;
import org.sharelab.study.search.space.Point;
import org.sharelab.study.search.space.Range;
import org.sharelab.study.search.space.Scale;
import org.sharelab.study.search.space.SearchSpace;

class TpeSamplerTest {
  private static final List<Metric> ACCURACY = List.of(Metric.TEST_ACCURACY);

  private static TpeSampler tpe(SearchSpace space, Seed seed, Feedback feedback) {
    return new TpeSampler(space, ACCURACY, seed, new TpeSettings(8, 0.15, 24, feedback, 4));
  }

  @Nested
  class WithWindow implements SamplerContract {
    @Override
    public Sampler sampler(SearchSpace space, Seed seed) {
      return tpe(space, seed, Feedback.WINDOW);
    }
  }

  @Nested
  class WithBatches implements SamplerContract {
    @Override
    public Sampler sampler(SearchSpace space, Seed seed) {
      return tpe(space, seed, Feedback.BATCH);
    }
  }

  /** Everything but independence of the order of arrival, which it does not promise. */
  @Nested
  class WithArrival implements SamplerContract {
    @Override
    public Sampler sampler(SearchSpace space, Seed seed) {
      return tpe(space, seed, Feedback.ARRIVAL);
    }

    @Override
    @Test
    public void proposesTheSameInAnyOrderOfArrival() {
      Sampler sampler = sampler(LINE, Seed.of(1));
      List<PointRecord> records = line(20);
      List<PointRecord> fewer = new ArrayList<>(records);
      fewer.set(
          19, PointRecord.of(19, records.get(19).point(), List.of(TrialRecord.waiting(19, 0))));
      assertThat(sampler.requires(20)).isZero();
      assertThat(sampler.propose(20, History.of(records)))
          .isNotEqualTo(sampler.propose(20, History.of(fewer)));
    }
  }

  private static final SearchSpace LINE =
      new SearchSpace(List.of(Dimension.of("x", Range.reals(0, 1, Scale.LINEAR))));

  private static PointRecord record(
      int index, Map<String, Object> values, TrialState state, int epochs, Double... objectives) {
    return new PointRecord(
        index, new Point(values), state, epochs, new TreeMap<>(), List.of(objectives));
  }

  /** Points 0, 1/n, 2/n ... with the best value at 0.3. */
  private static List<PointRecord> line(int n) {
    List<PointRecord> records = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      double x = i / (double) n;
      records.add(record(i, Map.of("x", x), TrialState.COMPLETED, 1, 1 - Math.abs(x - 0.3)));
    }
    return records;
  }

  @Test
  void proposesNearTheBestPoints() {
    for (int seed = 0; seed < 20; seed++) {
      Proposal proposal =
          tpe(LINE, Seed.of(seed), Feedback.ARRIVAL)
              .propose(40, History.of(line(40)))
              .orElseThrow();
      // The good 15 % of 40 points are the 6 nearest to 0.3: 0.225 (or 0.375) to 0.375.
      assertThat((double) proposal.point().get("x")).as("seed %d", seed).isBetween(0.15, 0.45);
      assertThat(proposal.reason())
          .matches("[0-9.e+]+ times as dense among the best 6 of 40 results as among the others");
    }
  }

  @Test
  void startsWithSobolPoints() {
    assertThat(
            tpe(LINE, Seed.of(1), Feedback.WINDOW)
                .propose(7, History.of(line(7)))
                .orElseThrow()
                .reason())
        .isEqualTo("Sobol point, since 0 of the 8 results that the model starts from are there");
  }

  @Test
  void looksAtNoResultThatItDoesNotRequire() {
    Sampler sampler = tpe(LINE, Seed.of(1), Feedback.WINDOW);
    assertThat(sampler.requires(20)).isEqualTo(17);
    assertThat(tpe(LINE, Seed.of(1), Feedback.BATCH).requires(23)).isEqualTo(20);
    List<PointRecord> records = line(20);
    List<PointRecord> running = new ArrayList<>(records.subList(0, 17));
    for (int i = 17; i < 20; i++) {
      running.add(PointRecord.of(i, records.get(i).point(), List.of(TrialRecord.waiting(i, 0))));
    }
    Proposal proposal = sampler.propose(20, History.of(running)).orElseThrow();
    assertThat(sampler.propose(20, History.of(records))).contains(proposal);
    assertThat(proposal.reason())
        .endsWith("among the best 3 of 17 results as among the others and 3 without a result");
  }

  @Test
  void movesAwayFromRunningPoints() {
    List<PointRecord> records = line(30);
    List<PointRecord> crowded = new ArrayList<>(records);
    for (int i = 30; i < 50; i++) { // twenty points running around the best one
      Point point = new Point(Map.of("x", 0.29 + 0.001 * (i - 30)));
      crowded.add(PointRecord.of(i, point, List.of(TrialRecord.waiting(i, 0))));
    }
    Sampler sampler = tpe(LINE, Seed.of(2), Feedback.ARRIVAL);
    double without =
        (double) sampler.propose(30, History.of(records)).orElseThrow().point().get("x");
    double with = (double) sampler.propose(50, History.of(crowded)).orElseThrow().point().get("x");
    assertThat(Math.abs(with - 0.3)).isGreaterThan(Math.abs(without - 0.3)).isGreaterThan(0.02);
  }

  @Test
  void ranksCompletedThenPrunedThenDivergedPoints() {
    List<PointRecord> points =
        List.of(
            record(0, Map.of("x", 0), TrialState.DIVERGED, 9, Double.NaN),
            record(1, Map.of("x", 1), TrialState.PRUNED, 3, 0.99),
            record(2, Map.of("x", 2), TrialState.COMPLETED, 9, 0.5),
            record(3, Map.of("x", 3), TrialState.PRUNED, 5, 0.2),
            record(4, Map.of("x", 4), TrialState.COMPLETED, 9, 0.7),
            record(5, Map.of("x", 5), TrialState.PRUNED, 5, 0.3),
            record(6, Map.of("x", 6), TrialState.COMPLETED, 9, 0.7),
            record(7, Map.of("x", 7), TrialState.COMPLETED, 9, Double.NaN));
    assertThat(order(points, ACCURACY)).containsExactly(4, 6, 2, 5, 3, 1, 0, 7);
    // ceil(0.9 * 8) = 8 good ones, but those without a number are never good.
    assertThat(TpeRanking.split(points, ACCURACY, 0.9).good()).hasSize(6);
  }

  @Test
  void ranksSeveralMetricsByFrontThenByLoneliness() {
    List<Metric> metrics = List.of(Metric.TEST_ACCURACY, Metric.UNIQUE_PARAMETERS);
    List<PointRecord> points =
        List.of(
            record(0, Map.of("x", 0), TrialState.COMPLETED, 9, 0.90, 100.0), // front 0, end
            record(1, Map.of("x", 1), TrialState.COMPLETED, 9, 0.80, 100.0), // behind 0
            record(2, Map.of("x", 2), TrialState.COMPLETED, 9, 0.89, 90.0), // front 0, crowded
            record(3, Map.of("x", 3), TrialState.COMPLETED, 9, 0.60, 40.0), // front 0, lonely
            record(4, Map.of("x", 4), TrialState.COMPLETED, 9, 0.50, 10.0), // front 0, end
            record(5, Map.of("x", 5), TrialState.COMPLETED, 9, 0.95, Double.NaN));
    // Crowding of 2: (0.90 - 0.60) / 0.4 + (100 - 40) / 90 = 1.42;
    // of 3: (0.89 - 0.50) / 0.4 + (90 - 10) / 90 = 1.86.
    assertThat(order(points, metrics)).containsExactly(0, 4, 3, 2, 1, 5);
  }

  private static List<Integer> order(List<PointRecord> points, List<Metric> metrics) {
    TpeRanking ranking = TpeRanking.split(points, metrics, 0.01);
    List<PointRecord> order = new ArrayList<>(ranking.good());
    order.addAll(ranking.bad());
    return order.stream().map(PointRecord::index).toList();
  }

  @Test
  void countsGoodPoints() {
    assertThat(TpeRanking.goodOf(1, 0.15)).isEqualTo(1);
    assertThat(TpeRanking.goodOf(20, 0.15)).isEqualTo(3); // 0.15 * 20 is 3 exactly, not 4
    assertThat(TpeRanking.goodOf(21, 0.15)).isEqualTo(4);
    assertThat(TpeRanking.goodOf(1000, 0.15)).isEqualTo(25);
  }

  @Test
  void learnsConditionalKeysFromPointsThatHaveThem() {
    SearchSpace space =
        new SearchSpace(
            List.of(
                Dimension.of("name", new Choices(List.of("a", "b"))),
                new Dimension("k", Range.reals(0, 1, Scale.LINEAR), Map.of("name", List.of("a")))));
    List<PointRecord> records = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      double k = i / 30.0;
      records.add(
          i % 2 == 0
              ? record(i, Map.of("name", "a", "k", k), TrialState.COMPLETED, 1, 1 - k * k)
              : record(i, Map.of("name", "b"), TrialState.COMPLETED, 1, 0.1));
    }
    Point point =
        tpe(space, Seed.of(3), Feedback.ARRIVAL)
            .propose(30, History.of(records))
            .orElseThrow()
            .point();
    assertThat(point.get("name")).isEqualTo("a");
    assertThat((double) point.get("k")).isLessThan(0.4);
  }

  @Test
  void refusesConstantsOutOfRange() {
    assertThatThrownBy(() -> new TpeSettings(0, 0.1, 1, Feedback.BATCH, 1))
        .hasMessage("Invalid startup-points: 0 (>= 1)");
    assertThatThrownBy(() -> new TpeSettings(1, 1, 1, Feedback.BATCH, 1))
        .hasMessage("Invalid gamma: 1.0 (between 0 and 1)");
    assertThatThrownBy(() -> new TpeSettings(1, 0.1, 0, Feedback.BATCH, 1))
        .hasMessage("Invalid candidates: 0 (>= 1)");
    assertThatThrownBy(() -> new TpeSettings(1, 0.1, 1, Feedback.BATCH, 0))
        .hasMessage("Invalid parallel-points: 0 (>= 1)");
  }
}
