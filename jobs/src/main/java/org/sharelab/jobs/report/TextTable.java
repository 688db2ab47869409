package org.sharelab.jobs.report;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Stream;

/** Rows as aligned columns of text. */
final class TextTable {
  private static final String GAP = "  ";
  private static final int WIDEST = 60;

  private final List<Column> columns;
  private final int height;

  /** A column whose cells all have the same width. */
  private record Column(String heading, String rule, List<String> cells) {}

  TextTable(Listing listing) {
    columns =
        listing.columns().stream()
            .map(name -> padded(FormattedColumn.of(name, listing.column(name))))
            .toList();
    height = listing.rows().size();
  }

  private static Column padded(FormattedColumn column) {
    List<String> cells = column.cells().stream().map(TextTable::shortened).toList();
    int width =
        Stream.concat(Stream.of(column.heading()), cells.stream())
            .mapToInt(String::length)
            .max()
            .orElse(0);
    String pattern = "%" + (column.isNumeric() ? "" : "-") + Math.max(width, 1) + "s";
    return new Column(
        pattern.formatted(column.heading()),
        "-".repeat(width),
        cells.stream().map(cell -> pattern.formatted(cell)).toList());
  }

  private static String shortened(String text) {
    return text.length() <= WIDEST ? text : text.substring(0, WIDEST - 3) + "...";
  }

  void print(PrintWriter out) {
    printLine(out, columns.stream().map(Column::heading).toList());
    printLine(out, columns.stream().map(Column::rule).toList());
    for (int i = 0; i < height; i++) {
      int row = i;
      printLine(out, columns.stream().map(column -> column.cells().get(row)).toList());
    }
    if (height == 0) {
      out.println("(no rows)");
    }
  }

  private static void printLine(PrintWriter out, List<String> cells) {
    out.println(String.join(GAP, cells).stripTrailing());
  }
}
