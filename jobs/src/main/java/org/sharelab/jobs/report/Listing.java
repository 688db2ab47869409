package org.sharelab.jobs.report;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.sharelab.config.Json;

/**
 * Named columns and rows of values, to be printed.
 *
 * @param rows values in column order; null where a row has none
 */
public record Listing(List<String> columns, List<List<Object>> rows) {
  public Listing {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /** All rows of a Spark query, which should be few. */
  public static Listing of(Dataset<Row> query) {
    List<List<Object>> values =
        query.collectAsList().stream()
            .map(row -> IntStream.range(0, row.size()).mapToObj(row::get).toList())
            .toList();
    return new Listing(List.of(query.columns()), values);
  }

  public void print(Format format, PrintWriter out) {
    switch (format) {
      case TABLE -> new TextTable(this).print(out);
      case CSV -> printCsv(out);
      case JSON -> printJson(out);
    }
    out.flush();
  }

  /** These columns only, in this order. */
  public Listing select(List<String> selected) {
    List<Integer> positions = selected.stream().map(columns::indexOf).toList();
    return new Listing(
        selected,
        rows.stream()
            .map(
                row -> {
                  List<Object> values = new ArrayList<>();
                  positions.forEach(position -> values.add(row.get(position)));
                  return values;
                })
            .toList());
  }

  /** Without those of these columns that have one value only, which says nothing in a table. */
  Listing withoutConstants(List<String> candidates) {
    return select(
        columns.stream()
            .filter(
                name -> !candidates.contains(name) || column(name).stream().distinct().count() > 1)
            .toList());
  }

  /** The values of a column, from the first row to the last. */
  public List<Object> column(String name) {
    int position = columns.indexOf(name);
    List<Object> values = new ArrayList<>();
    rows.forEach(row -> values.add(row.get(position)));
    return values;
  }

  private void printCsv(PrintWriter out) {
    printCsvLine(out, columns);
    rows.forEach(row -> printCsvLine(out, row));
  }

  private static void printCsvLine(PrintWriter out, List<?> values) {
    StringJoiner line = new StringJoiner(",");
    values.forEach(value -> line.add(csvCell(value)));
    out.print(line + "\r\n");
  }

  private static String csvCell(Object value) {
    String text = value == null ? "" : value.toString();
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  private void printJson(PrintWriter out) {
    StringJoiner array = new StringJoiner(",\n  ", "[\n  ", "\n]");
    array.setEmptyValue("[]");
    for (List<Object> row : rows) {
      StringJoiner object = new StringJoiner(", ", "{", "}");
      for (int i = 0; i < columns.size(); i++) {
        object.add(Json.write(columns.get(i)) + ": " + Json.write(row.get(i)));
      }
      array.add(object.toString());
    }
    out.println(array);
  }
}
