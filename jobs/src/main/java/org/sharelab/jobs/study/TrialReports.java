package org.sharelab.jobs.study;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.sharelab.jobs.table.TrialRows;
import org.sharelab.result.Status;
import org.sharelab.result.Table;
import org.sharelab.result.Tables;
import org.sharelab.study.TrialReport;
import org.sharelab.study.search.history.Metric;
import org.sharelab.study.search.history.TrialState;

/** What the rows of a trial say to the study's agenda. */
final class TrialReports {
  private static final List<String> EPOCHS = names(Tables.EPOCHS);

  private TrialReports() {}

  private static List<String> names(Table<?> table) {
    return table.columns().stream().map(Table.Column::name).toList();
  }

  /** A trial of which only the status is known. */
  static TrialReport of(String trialId, Status status) {
    return new TrialReport(trialId, state(status), 0, Map.of(), Map.of());
  }

  /** A trial that has ended. */
  static TrialReport of(TrialRows rows) {
    return of(rows, state(rows.status()));
  }

  /** A trial whose rows end where it paused. */
  static TrialReport paused(TrialRows rows) {
    return of(rows, TrialState.PAUSED);
  }

  private static TrialReport of(TrialRows rows, TrialState state) {
    Map<Metric, NavigableMap<Integer, Double>> curves = new EnumMap<>(Metric.class);
    Map<Metric, Double> constants = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.values()) {
      String column = metric.name().toLowerCase(Locale.ROOT);
      if (metric.isMeasuredEachEpoch()) {
        curves.put(metric, curve(rows, column));
      } else if (rows.trial(column) instanceof Number value) {
        constants.put(metric, value.doubleValue());
      }
    }
    int epochs = rows.trial("epochs") instanceof Integer finished ? finished : 0;
    return new TrialReport(rows.trialId(), state, epochs, curves, constants);
  }

  private static NavigableMap<Integer, Double> curve(TrialRows rows, String column) {
    NavigableMap<Integer, Double> curve = new TreeMap<>();
    int epoch = EPOCHS.indexOf("epoch");
    int value = EPOCHS.indexOf(column);
    for (List<Object> row : rows.of(Tables.EPOCHS)) {
      if (row.get(value) instanceof Number number) {
        curve.put((Integer) row.get(epoch), number.doubleValue());
      }
    }
    return curve;
  }

  private static TrialState state(Status status) {
    return switch (status) {
      case COMPLETED -> TrialState.COMPLETED;
      case DIVERGED -> TrialState.DIVERGED;
      case PRUNED -> TrialState.PRUNED;
      case FAILED, TIMED_OUT -> TrialState.FAILED;
    };
  }
}
