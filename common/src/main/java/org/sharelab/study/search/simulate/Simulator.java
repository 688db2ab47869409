package org.sharelab.study.search.simulate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.sharelab.check.Checks;
import org.sharelab.study.search.PointCheck;
import org.sharelab.study.search.Search;
import org.sharelab.study.search.SearchSpec;
import org.sharelab.study.search.SearchTask;
import org.sharelab.study.search.history.Metric;
import org.sharelab.study.search.history.PointRecord;
import org.sharelab.study.search.history.TrialRecord;
import org.sharelab.study.search.history.TrialState;
import org.sharelab.study.search.simulate.Simulation.Improvement;

/**
 * Runs a search against learning curves on a number of simulated slots.
 *
 * <p>Time is true to an asynchronous cluster: a task occupies one slot for its epochs times the
 * curve's seconds per epoch, results arrive in the order in which tasks end, and a free slot asks
 * for work at once. Of tasks that end at the same moment, the one that started first is reported
 * first.
 */
public final class Simulator {
  private final SearchSpec spec;
  private final CurveSource curves;
  private final int slots;
  private final Search search;
  private final PriorityQueue<RunningTask> running =
      new PriorityQueue<>(
          Comparator.comparingDouble(RunningTask::endSeconds).thenComparingInt(RunningTask::order));
  private final List<Improvement> improvements = new ArrayList<>();
  private double bestLoss = Double.POSITIVE_INFINITY;
  private double now;
  private int started;
  private long epochs;
  private int missing;

  /** A task on a slot, with the record that it will leave. */
  private record RunningTask(double endSeconds, int order, int epochs, TrialRecord result) {}

  private Simulator(SearchSpec spec, CurveSource curves, PointCheck check, int slots) {
    this.spec = spec;
    this.curves = curves;
    this.slots = slots;
    this.search = Search.resume(spec, List.of(), List.of(), check);
  }

  /**
   * Runs the search to its end.
   *
   * @param slots trials that train at once
   */
  public static Simulation run(SearchSpec spec, CurveSource curves, int slots) {
    return run(spec, curves, PointCheck.NONE, slots);
  }

  /**
   * Runs the search to its end.
   *
   * @param check rejects points that are not to be run
   * @param slots trials that train at once
   */
  public static Simulation run(SearchSpec spec, CurveSource curves, PointCheck check, int slots) {
    Checks.valid(slots >= 1, "Invalid slots: %d (a whole number >= 1)", slots);
    return new Simulator(spec, curves, check, slots).run();
  }

  private Simulation run() {
    fillSlots();
    while (!running.isEmpty()) {
      RunningTask ended = running.poll();
      now = ended.endSeconds();
      epochs += ended.epochs();
      search.report(ended.result());
      noteImprovement(ended.result().point());
      fillSlots();
    }
    return new Simulation(improvements, epochs, now, missing, search.decisions(), search.history());
  }

  private void fillSlots() {
    while (running.size() < slots) {
      Optional<SearchTask> task = search.next(now);
      if (task.isEmpty()) {
        return;
      }
      running.add(start(task.get()));
    }
  }

  private RunningTask start(SearchTask task) {
    Optional<LearningCurve> known = curves.curve(task.settings(), task.replicate());
    if (known.isEmpty()) {
      missing++;
      return new RunningTask(now, started++, 0, failed(task));
    }
    LearningCurve curve = known.get();
    int end = task.toEpoch();
    for (int epoch = task.fromEpoch() + 1; epoch <= Math.min(end, curve.values().size()); epoch++) {
      if (!Double.isFinite(curve.values().get(epoch - 1))) {
        return ended(task, curve, epoch, TrialState.DIVERGED);
      }
    }
    if (end > curve.values().size()) {
      missing++;
      return new RunningTask(now, started++, 0, failed(task));
    }
    return ended(task, curve, end, TrialState.PAUSED);
  }

  private RunningTask ended(SearchTask task, LearningCurve curve, int epoch, TrialState state) {
    NavigableMap<Integer, Double> values = new TreeMap<>();
    for (int e = 1; e <= epoch; e++) {
      values.put(e, curve.values().get(e - 1));
    }
    List<Double> objectives = new ArrayList<>(List.of(values.get(epoch)));
    objectives.addAll(curve.otherObjectives());
    int trained = epoch - task.fromEpoch();
    return new RunningTask(
        now + trained * curve.secondsPerEpoch(),
        started++,
        trained,
        new TrialRecord(task.point(), task.replicate(), state, epoch, values, objectives));
  }

  private static TrialRecord failed(SearchTask task) {
    return new TrialRecord(
        task.point(),
        task.replicate(),
        TrialState.FAILED,
        task.fromEpoch(),
        new TreeMap<>(),
        List.of());
  }

  private void noteImprovement(int index) {
    PointRecord point = search.point(index);
    Metric metric = spec.objectives().get(0);
    double loss = point.loss(spec.objectives(), 0);
    if (point.state() == TrialState.COMPLETED && loss < bestLoss) {
      bestLoss = loss;
      improvements.add(new Improvement(now, epochs, point, metric.value(loss)));
    }
  }
}
