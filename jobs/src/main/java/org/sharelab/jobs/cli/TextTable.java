package org.sharelab.jobs.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Rows as aligned columns: numbers to the right with as many decimals as tell them apart. */
final class TextTable {
  private static final String GAP = "  ";
  private static final int WIDEST = 60;

  private final List<Column> columns;
  private final int height;

  private record Column(String heading, List<String> cells, boolean isNumeric, int width) {
    String cell(int row) {
      return pad(cells.get(row));
    }

    String pad(String text) {
      String space = " ".repeat(width - text.length());
      return isNumeric ? space + text : text + space;
    }
  }

  TextTable(Listing listing) {
    columns = listing.columns().stream().map(name -> column(name, listing.column(name))).toList();
    height = listing.rows().size();
  }

  void print(PrintWriter out) {
    printLine(out, columns.stream().map(column -> column.pad(column.heading())).toList());
    printLine(out, columns.stream().map(column -> "-".repeat(column.width())).toList());
    for (int i = 0; i < height; i++) {
      int row = i;
      printLine(out, columns.stream().map(column -> column.cell(row)).toList());
    }
    if (height == 0) {
      out.println("(no rows)");
    }
  }

  private static void printLine(PrintWriter out, List<String> cells) {
    out.println(String.join(GAP, cells).stripTrailing());
  }

  private static Column column(String name, List<Object> values) {
    List<Object> present = values.stream().filter(Objects::nonNull).toList();
    boolean numeric = !present.isEmpty() && present.stream().allMatch(Number.class::isInstance);
    String pattern = numeric ? numberPattern(present) : "";
    List<String> cells =
        values.stream().map(value -> value == null ? "-" : cell(value, pattern)).toList();
    int width = Math.max(name.length(), cells.stream().mapToInt(String::length).max().orElse(0));
    return new Column(name, cells, numeric, width);
  }

  private static String cell(Object value, String numberPattern) {
    if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      return Double.isFinite(number)
          ? String.format(Locale.ROOT, numberPattern, number)
          : Double.toString(number);
    }
    if (value instanceof Long) {
      return String.format(Locale.ROOT, "%,d", value);
    }
    String text = value.toString().replaceAll("\\s+", " ");
    return text.length() <= WIDEST ? text : text.substring(0, WIDEST - 3) + "...";
  }

  private static String numberPattern(List<Object> values) {
    List<Double> finite =
        values.stream()
            .map(value -> ((Number) value).doubleValue())
            .filter(number -> Double.isFinite(number))
            .toList();
    double largest = finite.stream().mapToDouble(Math::abs).max().orElse(0);
    if (finite.stream().allMatch(number -> number == Math.rint(number)) && largest < 1e15) {
      return "%.0f";
    }
    boolean moderate = largest >= 1e-3 && largest < 1e6;
    return !moderate ? "%.3e" : largest < 1 ? "%.4f" : largest < 100 ? "%.3f" : "%.1f";
  }
}
