package org.sharelab.study.search.history;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.sharelab.check.Checks;

/**
 * One replicate of a point.
 *
 * @param point number of the point
 * @param replicate 0 to replicates - 1
 * @param epochs finished epochs
 * @param curve the search's first metric by epoch, where it was evaluated, 1 for the first
 * @param objectives values of the search's metrics at the last finished epoch, in their order;
 *     empty until there are any
 */
public record TrialRecord(
    int point,
    int replicate,
    TrialState state,
    int epochs,
    NavigableMap<Integer, Double> curve,
    List<Double> objectives)
    implements Serializable {
  public TrialRecord {
    Checks.valid(point >= 0, "Invalid point: %d (a whole number >= 0)", point);
    Checks.valid(replicate >= 0, "Invalid replicate: %d (a whole number >= 0)", replicate);
    Checks.valid(epochs >= 0, "Invalid epochs: %d (a whole number >= 0)", epochs);
    Checks.valid(
        curve.isEmpty() || curve.firstKey() >= 1 && curve.lastKey() <= epochs,
        "Invalid curve: epochs %s (from 1 to %d)",
        curve.keySet(),
        epochs);
    curve = Collections.unmodifiableNavigableMap(new TreeMap<>(curve));
    objectives = List.copyOf(objectives);
  }

  /** A trial that has not trained yet. */
  public static TrialRecord waiting(int point, int replicate) {
    return new TrialRecord(
        point, replicate, TrialState.RUNNING, 0, Collections.emptyNavigableMap(), List.of());
  }

  public TrialRecord in(TrialState newState) {
    return new TrialRecord(point, replicate, newState, epochs, curve, objectives);
  }

  /** The metric at the last evaluation up to an epoch; NaN if there was none. */
  public double valueAt(int epoch) {
    var evaluated = curve.floorEntry(epoch);
    return evaluated == null ? Double.NaN : evaluated.getValue();
  }
}
