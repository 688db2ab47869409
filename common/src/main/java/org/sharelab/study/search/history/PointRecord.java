package org.sharelab.study.search.history;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.sharelab.study.search.space.Point;

/**
 * A proposed point with all its replicates taken together: what samplers and schedulers see.
 *
 * <p>A point is judged as a whole, so that the replicates of a point are always trained equally far
 * and no comparison rests on unequal survivors. Its values are means over replicates, in the order
 * of their numbers. A replicate that diverged makes the mean NaN from there on; one that failed is
 * left out of it.
 *
 * @param index number of the point in the order of proposal, from 0
 * @param epochs epochs that all replicates which did not fail or diverge have finished
 * @param curve mean of the search's first metric by epoch, where all of those evaluated it
 * @param objectives means of the search's metrics at its last milestone; empty before the first,
 *     and if every replicate failed
 */
public record PointRecord(
    int index,
    Point point,
    TrialState state,
    int epochs,
    NavigableMap<Integer, Double> curve,
    List<Double> objectives)
    implements Serializable {
  public PointRecord {
    curve = Collections.unmodifiableNavigableMap(new TreeMap<>(curve));
    objectives = List.copyOf(objectives);
  }

  /** Takes the replicates of a point together; there must be a record for each of them. */
  public static PointRecord of(int index, Point point, List<TrialRecord> replicates) {
    List<TrialRecord> ordered =
        replicates.stream().sorted(Comparator.comparingInt(TrialRecord::replicate)).toList();
    TrialState state = state(ordered);
    List<TrialRecord> counted =
        ordered.stream().filter(trial -> trial.state() != TrialState.FAILED).toList();
    int epochs = epochs(counted);
    NavigableMap<Integer, Double> curve = curve(counted);
    List<Double> objectives =
        state.hasEnded() || epochs > 0 ? objectives(counted) : new ArrayList<>();
    if (state == TrialState.RUNNING && !objectives.isEmpty()) {
      // Some replicates may have gone further; the first metric is known where all have been.
      var common = curve.floorEntry(epochs);
      objectives.set(0, common == null ? Double.NaN : common.getValue());
    }
    return new PointRecord(index, point, state, epochs, curve, objectives);
  }

  /** A point that has no trials since it is no valid experiment. */
  public static PointRecord rejected(int index, Point point) {
    return new PointRecord(
        index, point, TrialState.REJECTED, 0, Collections.emptyNavigableMap(), List.of());
  }

  private static TrialState state(List<TrialRecord> replicates) {
    Set<TrialState> states =
        replicates.stream().map(TrialRecord::state).collect(Collectors.toSet());
    List<TrialState> precedence =
        List.of(
            TrialState.RUNNING,
            TrialState.PAUSED,
            TrialState.PRUNED,
            TrialState.DIVERGED,
            TrialState.COMPLETED,
            TrialState.FAILED);
    return precedence.stream().filter(states::contains).findFirst().orElse(TrialState.RUNNING);
  }

  private static int epochs(List<TrialRecord> counted) {
    return counted.stream()
        .filter(trial -> trial.state() != TrialState.DIVERGED)
        .mapToInt(TrialRecord::epochs)
        .min()
        .orElseGet(() -> counted.stream().mapToInt(TrialRecord::epochs).max().orElse(0));
  }

  private static NavigableMap<Integer, Double> curve(List<TrialRecord> counted) {
    Set<Integer> evaluated = new TreeSet<>();
    counted.forEach(trial -> evaluated.addAll(trial.curve().keySet()));
    NavigableMap<Integer, Double> mean = new TreeMap<>();
    for (int epoch : evaluated) {
      List<Double> values = new ArrayList<>();
      for (TrialRecord trial : counted) {
        if (trial.state() == TrialState.DIVERGED && epoch > trial.epochs()) {
          values.add(Double.NaN);
        } else if (trial.curve().containsKey(epoch)) {
          values.add(trial.curve().get(epoch));
        }
      }
      if (values.size() == counted.size()) {
        mean.put(epoch, mean(values));
      }
    }
    return mean;
  }

  private static List<Double> objectives(List<TrialRecord> counted) {
    int metrics = counted.stream().mapToInt(trial -> trial.objectives().size()).max().orElse(0);
    List<Double> means = new ArrayList<>();
    for (int metric = 0; metric < metrics; metric++) {
      int number = metric;
      means.add(mean(counted.stream().map(trial -> objective(trial, number)).toList()));
    }
    return means;
  }

  private static double objective(TrialRecord trial, int metric) {
    boolean measured = trial.state() != TrialState.DIVERGED && metric < trial.objectives().size();
    return measured ? trial.objectives().get(metric) : Double.NaN;
  }

  private static double mean(List<Double> values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.size();
  }

  /** Whether it has ended or reached a milestone, so that something is known of it. */
  public boolean hasReported() {
    return state.hasEnded() || epochs > 0;
  }

  /** The mean at the last evaluation up to an epoch; NaN if there was none. */
  public double valueAt(int epoch) {
    var evaluated = curve.floorEntry(epoch);
    return evaluated == null ? Double.NaN : evaluated.getValue();
  }

  /**
   * The mean of a metric as something to minimise; positive infinity where it has no finite one.
   */
  public double loss(List<Metric> metrics, int number) {
    return number < objectives.size()
        ? metrics.get(number).loss(objectives.get(number))
        : Double.POSITIVE_INFINITY;
  }

  /** All losses, in the order of the metrics. */
  public double[] losses(List<Metric> metrics) {
    double[] losses = new double[metrics.size()];
    for (int i = 0; i < losses.length; i++) {
      losses[i] = loss(metrics, i);
    }
    return losses;
  }
}
