package org.sharelab.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import org.sharelab.check.Checks;
import org.sharelab.check.ValidationException;
import org.sharelab.study.search.PointCheck;
import org.sharelab.study.search.SearchSpec;
import org.sharelab.study.search.history.Metric;
import org.sharelab.study.search.history.TrialState;
import org.sharelab.study.search.simulate.CurveSource;
import org.sharelab.study.search.simulate.LearningCurve;
import org.sharelab.study.search.simulate.Simulation;
import org.sharelab.study.search.simulate.Simulator;
import org.sharelab.study.search.space.Point;

/**
 * A search run against the learning curves of trials that were trained before: what it would have
 * found, and what it would have cost.
 *
 * <p>A point of the search takes the curves of the trials that it would have run, recognised by
 * their ids; points without them are rejected. The stored trials must have been evaluated after
 * every epoch.
 *
 * @param points points of the space whose trials are all stored
 * @param best the best of those that were trained to the end; empty if none was
 * @param allEpochs epochs of training all stored points to the end
 */
public record Replay(Simulation simulation, int points, Optional<Best> best, long allEpochs) {

  /** A trained trial, and how long an epoch of it took. */
  public record Stored(TrialReport report, double secondsPerEpoch) {}

  /** The best stored point by the mean of the first metric over its replicates. */
  public record Best(Point point, double value) {}

  /**
   * Replays a search.
   *
   * @param study whose space lists its values
   * @param stored by trial id
   * @param slots trials that train at once
   * @throws ValidationException if the space is not finite, or nothing of it is stored
   */
  public static Replay run(Study study, Map<String, Stored> stored, int slots) {
    SearchSpec search = study.spec().search();
    Metric metric = search.objectives().get(0);
    Map<Point, List<Stored>> points = points(study, stored);
    Checks.valid(
        !points.isEmpty(),
        "Invalid --from: none of the points of study %s was trained there (a study with the same"
            + " settings, seed and replicates)",
        study.spec().name());
    CurveSource curves =
        (point, replicate) -> curve(points.get(point).get(replicate), search.objectives());
    PointCheck check =
        (index, point) ->
            points.containsKey(point) ? Optional.empty() : Optional.of("no stored trials");
    long epochs =
        points.keySet().stream().mapToLong(point -> search.scheduler().lastEpoch(point)).sum();
    return new Replay(
        Simulator.run(search, curves, check, slots),
        points.size(),
        best(points, metric),
        epochs * search.replicates());
  }

  /** How much worse the search's best is than the best of all; 0 if it found that one. */
  public double regret(Metric metric) {
    double found = simulation.best().map(b -> metric.loss(b.value())).orElse(Double.NaN);
    return found - best.map(b -> metric.loss(b.value())).orElse(Double.NaN);
  }

  private static Map<Point, List<Stored>> points(Study study, Map<String, Stored> stored) {
    SearchSpec search = study.spec().search();
    Checks.valid(
        !search.listed().isEmpty() || search.space().sizeBound().isPresent(),
        "Invalid study.space: it has continuous ranges (lists of values or ranges with a step, whose"
            + " points can be looked up)");
    List<Point> all = search.listed().isEmpty() ? search.space().grid() : search.listed();
    Map<Point, List<Stored>> points = new LinkedHashMap<>();
    for (Point point : all) {
      List<Stored> replicates = new ArrayList<>();
      for (TrialSpec trial : valid(study, point)) {
        Optional.ofNullable(stored.get(trial.id())).ifPresent(replicates::add);
      }
      if (replicates.size() == search.replicates()) {
        points.put(point, replicates);
      }
    }
    return points;
  }

  private static List<TrialSpec> valid(Study study, Point point) {
    try {
      return study.trials(point);
    } catch (ValidationException invalid) {
      return List.of();
    }
  }

  private static Optional<LearningCurve> curve(Stored trial, List<Metric> objectives) {
    TrialReport report = trial.report();
    NavigableMap<Integer, Double> curve = report.curve(objectives.get(0));
    if (report.state() == TrialState.FAILED || curve.size() < Math.max(1, report.epochs())) {
      return Optional.empty();
    }
    List<Double> values = new ArrayList<>(curve.values());
    if (report.state() == TrialState.DIVERGED) {
      values.add(Double.NaN);
    }
    List<Double> others = objectives.stream().skip(1).map(report::value).toList();
    return Optional.of(new LearningCurve(values, trial.secondsPerEpoch(), others));
  }

  private static Optional<Best> best(Map<Point, List<Stored>> points, Metric metric) {
    Best best = null;
    for (Map.Entry<Point, List<Stored>> entry : points.entrySet()) {
      boolean completed =
          entry.getValue().stream().allMatch(t -> t.report().state() == TrialState.COMPLETED);
      double mean =
          entry.getValue().stream()
              .mapToDouble(trial -> trial.report().value(metric))
              .average()
              .orElse(Double.NaN);
      if (completed && (best == null || metric.loss(mean) < metric.loss(best.value()))) {
        best = new Best(entry.getKey(), mean);
      }
    }
    return Optional.ofNullable(best);
  }
}
