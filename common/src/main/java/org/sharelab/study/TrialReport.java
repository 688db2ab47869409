package org.sharelab.study;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.sharelab.study.search.history.Metric;
import org.sharelab.study.search.history.TrialRecord;
import org.sharelab.study.search.history.TrialState;

/**
 * How a trial stands after it has ended or paused.
 *
 * @param epochs finished epochs
 * @param curves for the metrics that are measured each epoch: their values by epoch, 1 for the
 *     first, where they were evaluated
 * @param constants values of the other metrics
 */
public record TrialReport(
    String trialId,
    TrialState state,
    int epochs,
    Map<Metric, NavigableMap<Integer, Double>> curves,
    Map<Metric, Double> constants) {
  public TrialReport {
    curves = Map.copyOf(curves);
    constants = Map.copyOf(constants);
  }

  /** The same in terms of a search. */
  TrialRecord record(int point, int replicate, List<Metric> objectives) {
    List<Double> values = new ArrayList<>();
    if (epochs > 0) {
      objectives.forEach(metric -> values.add(value(metric)));
    }
    return new TrialRecord(point, replicate, state, epochs, curve(objectives.get(0)), values);
  }

  /** Values of a metric by epoch; none if it is not measured each epoch. */
  NavigableMap<Integer, Double> curve(Metric metric) {
    return curves.getOrDefault(metric, Collections.emptyNavigableMap());
  }

  /** The last value of a metric; NaN if there is none. */
  double value(Metric metric) {
    if (!metric.isMeasuredEachEpoch()) {
      return constants.getOrDefault(metric, Double.NaN);
    }
    var last = curve(metric).lastEntry();
    return last == null ? Double.NaN : last.getValue();
  }
}
