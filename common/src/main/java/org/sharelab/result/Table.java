package org.sharelab.result;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A table of the result set: its columns, and how a row object becomes their values.
 *
 * @param <R> the row type
 * @param name snake_case plural, the name of the folder and of the SQL table
 * @param comment what a row is, one sentence
 * @param varying columns that tell of the execution (time, machine, attempts), and that a
 *     repetition may fill otherwise; all others are results
 */
public record Table<R>(String name, String comment, List<Column<R>> columns, Set<String> varying) {

  /** The types that a column can have. */
  public enum Type {
    STRING,
    INTEGER,
    LONG,
    DOUBLE,
    BOOLEAN
  }

  /**
   * A column.
   *
   * @param comment what a value means, with its unit and range
   * @param value takes the value from a row; null where a row has none
   */
  public record Column<R>(String name, Type type, String comment, Function<R, Object> value) {}

  public Table {
    columns = List.copyOf(columns);
    varying = Set.copyOf(varying);
  }

  public static <R> Builder<R> named(String name, String comment) {
    return new Builder<>(name, comment);
  }

  /** The values of a row, in column order. */
  public List<Object> values(R row) {
    List<Object> values = new ArrayList<>(columns.size());
    columns.forEach(column -> values.add(column.value().apply(row)));
    return values;
  }

  /** The values of a stored row by column name; columns that it lacks are absent. */
  public Map<String, Object> named(List<Object> values) {
    Map<String, Object> named = new HashMap<>();
    for (int i = 0; i < values.size(); i++) {
      named.put(columns.get(i).name(), values.get(i));
    }
    return named;
  }

  /** Collects columns in order. */
  public static final class Builder<R> {
    private final String name;
    private final String comment;
    private final List<Column<R>> columns = new ArrayList<>();
    private final Set<String> varying = new HashSet<>();

    private Builder(String name, String comment) {
      this.name = name;
      this.comment = comment;
    }

    public Builder<R> text(String column, String comment, Function<R, Object> value) {
      return add(column, Type.STRING, comment, value);
    }

    public Builder<R> integer(String column, String comment, Function<R, Object> value) {
      return add(column, Type.INTEGER, comment, value);
    }

    public Builder<R> longInteger(String column, String comment, Function<R, Object> value) {
      return add(column, Type.LONG, comment, value);
    }

    public Builder<R> number(String column, String comment, Function<R, Object> value) {
      return add(column, Type.DOUBLE, comment, value);
    }

    public Builder<R> flag(String column, String comment, Function<R, Object> value) {
      return add(column, Type.BOOLEAN, comment, value);
    }

    /** Says which of the columns tell of the execution rather than of the result. */
    public Builder<R> varying(String... names) {
      varying.addAll(List.of(names));
      return this;
    }

    private Builder<R> add(String column, Type type, String comment, Function<R, Object> value) {
      columns.add(new Column<>(column, type, comment, value));
      return this;
    }

    public Table<R> build() {
      return new Table<>(name, comment, columns, varying);
    }
  }
}
