package org.sharelab.jobs.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.sharelab.config.Json;
import org.sharelab.result.Status;
import org.sharelab.result.Table;
import org.sharelab.result.Table.Column;
import org.sharelab.result.Tables;
import org.sharelab.result.TrialResult;

/**
 * All rows of one trial, by table, ready to be stored.
 *
 * <p>Their text form is JSON that names every column, so that a later version of the application
 * still reads it. It is also what a task sends to the driver.
 *
 * @param rows by table name; values in column order, null where a row has none
 */
public record TrialRows(Map<String, List<List<Object>>> rows) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  public TrialRows {
    rows = Map.copyOf(rows);
  }

  /** The rows of a result. A new table of trials gets its line here. */
  public static TrialRows of(TrialResult result) {
    Map<String, List<List<Object>>> rows = new LinkedHashMap<>();
    rows.put(Tables.TRIALS.name(), List.of(Tables.TRIALS.values(result.trial())));
    rows.put(Tables.EPOCHS.name(), values(Tables.EPOCHS, result.epochs()));
    rows.put(Tables.GROUPS.name(), values(Tables.GROUPS, result.groups()));
    return new TrialRows(rows);
  }

  private static <R> List<List<Object>> values(Table<R> table, List<R> rows) {
    return rows.stream().map(table::values).toList();
  }

  /** The rows of a table; none if the trial has none there. */
  public List<List<Object>> of(Table<?> table) {
    return rows.getOrDefault(table.name(), List.of());
  }

  public String trialId() {
    return (String) trial("trial_id");
  }

  public int attempts() {
    return (Integer) trial("attempts");
  }

  public Status status() {
    return Status.of((String) trial("status"));
  }

  /** The value of a column of the trial's row in {@code trials}. */
  public Object trial(String column) {
    return of(Tables.TRIALS).get(0).get(position(Tables.TRIALS, column));
  }

  /** The same trial, ended for this reason. */
  TrialRows because(String reason) {
    List<Object> row = new ArrayList<>(of(Tables.TRIALS).get(0));
    row.set(position(Tables.TRIALS, "error_message"), reason);
    Map<String, List<List<Object>>> changed = new LinkedHashMap<>(rows);
    changed.put(Tables.TRIALS.name(), List.of(row));
    return new TrialRows(changed);
  }

  /** The trials whose rows these are, in the order of {@code trials}. */
  static List<TrialRows> grouped(Map<String, List<List<Object>>> tables) {
    Map<Object, Map<String, List<List<Object>>>> trials = new LinkedHashMap<>();
    for (Table<?> table : Tables.ALL) { // trials come first
      int id = position(table, "trial_id");
      for (List<Object> row : tables.getOrDefault(table.name(), List.of())) {
        trials
            .computeIfAbsent(row.get(id), trial -> new LinkedHashMap<>())
            .computeIfAbsent(table.name(), name -> new ArrayList<>())
            .add(row);
      }
    }
    return trials.values().stream().map(TrialRows::new).toList();
  }

  /**
   * All trials: those that are published, each replaced by its newer rows if there are any.
   *
   * @param published the rows of a table
   */
  static List<TrialRows> all(
      Function<Table<?>, List<List<Object>>> published, Collection<TrialRows> newer) {
    Map<String, List<List<Object>>> rows = new LinkedHashMap<>();
    Tables.ALL.forEach(table -> rows.put(table.name(), published.apply(table)));
    Map<String, TrialRows> trials = new LinkedHashMap<>();
    grouped(rows).forEach(trial -> trials.put(trial.trialId(), trial));
    newer.forEach(trial -> trials.put(trial.trialId(), trial));
    return List.copyOf(trials.values());
  }

  static int position(Table<?> table, String column) {
    return table.columns().stream().map(Column::name).toList().indexOf(column);
  }

  /** The text form. */
  public String toJson() {
    Map<String, Object> tables = new LinkedHashMap<>();
    for (Table<?> table : Tables.ALL) {
      tables.put(table.name(), of(table).stream().map(row -> named(table, row)).toList());
    }
    return Json.write(tables);
  }

  /** The values that a row has, by column. */
  static Map<String, Object> named(Table<?> table, List<Object> row) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (int i = 0; i < row.size(); i++) {
      if (row.get(i) != null) {
        members.put(table.columns().get(i).name(), row.get(i));
      }
    }
    return members;
  }

  /** Reads the text form; empty if the text is damaged or not whole. */
  public static Optional<TrialRows> parse(String json) {
    try {
      JsonNode tables = MAPPER.readTree(json);
      Map<String, List<List<Object>>> rows = new LinkedHashMap<>();
      for (Table<?> table : Tables.ALL) {
        List<List<Object>> values = new ArrayList<>();
        tables.path(table.name()).forEach(row -> values.add(valuesOf(table, row)));
        rows.put(table.name(), values);
      }
      boolean whole = rows.get(Tables.TRIALS.name()).size() == 1;
      return whole ? Optional.of(new TrialRows(rows)) : Optional.empty();
    } catch (IOException damaged) {
      return Optional.empty();
    }
  }

  /** The row that was written so. */
  static List<Object> valuesOf(Table<?> table, JsonNode row) {
    List<Object> values = new ArrayList<>();
    for (Column<?> column : table.columns()) {
      JsonNode value = row.get(column.name());
      values.add(value == null ? null : convert(column.type(), value));
    }
    return values;
  }

  private static Object convert(Table.Type type, JsonNode value) {
    return switch (type) {
      case STRING -> value.asText();
      case INTEGER -> value.intValue();
      case LONG -> value.longValue();
      case DOUBLE ->
          value.isTextual() ? Double.valueOf(value.asText()) : (Object) value.doubleValue();
      case BOOLEAN -> value.booleanValue();
    };
  }
}
