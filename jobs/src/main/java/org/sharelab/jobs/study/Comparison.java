package org.sharelab.jobs.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.sharelab.jobs.table.TrialRows;
import org.sharelab.result.Table;
import org.sharelab.result.Tables;

/**
 * Two sets of rows of one trial, value by value.
 *
 * <p>Columns that tell of the execution, and the spec, which says where the data lie, are left out.
 *
 * @param values how many were compared
 * @param differences in the order of tables and rows
 */
public record Comparison(int values, List<Difference> differences) {
  private static final Map<String, List<String>> KEYS =
      Map.of(
          Tables.TRIALS.name(), List.of("trial_id"),
          Tables.EPOCHS.name(), List.of("epoch"),
          Tables.GROUPS.name(), List.of("layer", "parameter"));

  /**
   * A value that is not the same.
   *
   * @param row what tells the row apart within its table; empty if there is one only
   * @param stored null if there is none
   * @param repeated null if there is none
   */
  public record Difference(
      String table, String row, String column, Object stored, Object repeated) {}

  public Comparison {
    differences = List.copyOf(differences);
  }

  public static Comparison of(TrialRows stored, TrialRows repeated) {
    int values = 0;
    List<Difference> differences = new ArrayList<>();
    for (Table<?> table : Tables.ALL) {
      Map<String, List<Object>> before = byKey(table, stored);
      Map<String, List<Object>> now = byKey(table, repeated);
      Set<String> keys = new TreeSet<>(before.keySet());
      keys.addAll(now.keySet());
      for (String key : keys) {
        for (int column : compared(table)) {
          Object old = before.containsKey(key) ? before.get(key).get(column) : null;
          Object again = now.containsKey(key) ? now.get(key).get(column) : null;
          values++;
          if (!Objects.equals(old, again)) {
            String name = table.columns().get(column).name();
            differences.add(new Difference(table.name(), key.strip(), name, old, again));
          }
        }
      }
    }
    return new Comparison(values, differences);
  }

  private static List<Integer> compared(Table<?> table) {
    List<Integer> positions = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      String name = table.columns().get(i).name();
      if (!table.varying().contains(name) && !name.equals("spec")) {
        positions.add(i);
      }
    }
    return positions;
  }

  private static Map<String, List<Object>> byKey(Table<?> table, TrialRows trial) {
    List<String> names = table.columns().stream().map(Table.Column::name).toList();
    Map<String, List<Object>> rows = new LinkedHashMap<>();
    for (List<Object> row : trial.of(table)) {
      StringBuilder key = new StringBuilder();
      for (String part : KEYS.get(table.name())) {
        if (table != Tables.TRIALS) {
          Object value = row.get(names.indexOf(part));
          // Numbers are padded, so that the texts sort as they do.
          key.append(value instanceof Integer n ? "%8d".formatted(n) : value).append(' ');
        }
      }
      rows.put(key.toString(), row);
    }
    return rows;
  }
}
