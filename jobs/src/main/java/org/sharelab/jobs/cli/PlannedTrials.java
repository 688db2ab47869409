package org.sharelab.jobs.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.sharelab.config.ExperimentFile;
import org.sharelab.config.Section;
import org.sharelab.jobs.report.Listing;
import org.sharelab.result.Table;
import org.sharelab.result.Tables;
import org.sharelab.result.TrialRow;
import org.sharelab.study.Study;
import org.sharelab.study.TrialSpec;

/** What is known of trials before they run, as the columns of {@code trials}. */
final class PlannedTrials {
  /** The columns that have a value before a run. */
  static final List<String> COLUMNS =
      List.of(
          "trial_id",
          "study",
          "replicate",
          "seed",
          "model",
          "dataset",
          "share_rate",
          "mapping",
          "fusion",
          "label_noise",
          "unique_parameters",
          "applied_parameters",
          "macs",
          "epochs",
          "spec");

  /** Dimensions of a space that have a column of their own. */
  private static final Map<String, String> COLUMN_OF_KEY =
      Map.of(
          "model.name", "model",
          "data.name", "dataset",
          "model.sharing.rate", "share_rate",
          "model.sharing.mapping", "mapping",
          "model.sharing.fusion", "fusion",
          "data.label-noise.level", "label_noise",
          "training.epochs", "epochs");

  private final Study study;
  private final Listing listing;

  PlannedTrials(Study study) {
    this.study = study;
    List<List<Object>> rows =
        study.trials().stream().map(PlannedTrials::planned).map(Tables.TRIALS::values).toList();
    List<String> columns = Tables.TRIALS.columns().stream().map(Table.Column::name).toList();
    this.listing = new Listing(columns, rows).select(COLUMNS);
  }

  private static TrialRow planned(TrialSpec trial) {
    TrialRow.Measures epochsOnly =
        new TrialRow.Measures(
            trial.training().epochs(), Double.NaN, Double.NaN, Double.NaN, null, 0);
    return new TrialRow(trial, 0, TrialRow.Outcome.completed(), epochsOnly, null);
  }

  /** One row per trial in plan order, with all columns. */
  Listing all() {
    return listing;
  }

  /** The names and values of columns that are the same in all trials, for a heading. */
  String common() {
    return Stream.of("dataset", "model", "mapping", "fusion", "label_noise", "epochs")
        .filter(this::isConstant)
        .map(column -> column.replace('_', ' ') + " " + shown(listing.column(column).get(0)))
        .reduce((a, b) -> a + ", " + b)
        .orElse("");
  }

  /** One row per trial with what tells trials apart, for people. */
  Listing differences() {
    List<String> columns = new ArrayList<>(List.of("trial_id", "replicate"));
    Stream.of("dataset", "model", "share_rate", "mapping", "fusion", "label_noise", "epochs")
        .filter(column -> column.equals("share_rate") || !isConstant(column))
        .forEach(columns::add);
    List<String> keys =
        study.spec().keys().stream().filter(key -> !COLUMN_OF_KEY.containsKey(key)).toList();
    List<String> counts = List.of("unique_parameters", "applied_parameters", "macs");
    return withKeys(columns, keys, counts);
  }

  private Listing withKeys(List<String> before, List<String> keys, List<String> after) {
    List<String> columns = Stream.of(before, keys, after).flatMap(List::stream).toList();
    List<List<Object>> rows = new ArrayList<>();
    Listing first = listing.select(before);
    Listing last = listing.select(after);
    for (int i = 0; i < study.trials().size(); i++) {
      List<Object> row = new ArrayList<>(first.rows().get(i));
      Section spec = ExperimentFile.parse(study.trials().get(i).canonical()).open();
      keys.forEach(key -> row.add(valueAt(spec, ExperimentFile.splitKey(key))));
      row.addAll(last.rows().get(i));
      rows.add(row);
    }
    return new Listing(columns, rows);
  }

  private static Object valueAt(Section section, List<String> key) {
    Section parent = section;
    for (String name : key.subList(0, key.size() - 1)) {
      parent = parent.section(name);
    }
    return parent.value(key.get(key.size() - 1)).map(value -> value.unwrapped()).orElse(null);
  }

  private boolean isConstant(String column) {
    return listing.column(column).stream().distinct().count() <= 1;
  }

  private static String shown(Object value) {
    boolean whole = value instanceof Double number && number == Math.rint(number);
    return whole ? String.valueOf(((Double) value).longValue()) : String.valueOf(value);
  }

  /** Points of the space: trials of one replicate. */
  int points() {
    return study.trials().size() / study.spec().replicates();
  }
}
