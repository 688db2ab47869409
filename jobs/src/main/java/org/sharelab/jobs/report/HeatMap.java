package org.sharelab.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A square matrix of cosines as an SVG drawing: red for -1, blue for 1, blank where undefined. */
final class HeatMap {
  private static final int CELL = 34;
  private static final int MARGIN = 28;
  private static final int LARGEST_WITH_NUMBERS = 16;

  private record Cell(int row, int column, Double value) {}

  private final List<Cell> cells = new ArrayList<>();
  private int size;

  /**
   * @param value -1 to 1; null if undefined
   */
  void add(int row, int column, Double value) {
    cells.add(new Cell(row, column, value));
    size = Math.max(size, Math.max(row, column) + 1);
  }

  String svg() {
    int side = MARGIN + size * CELL;
    StringBuilder out = new StringBuilder();
    out.append(
        "<svg viewBox=\"0 0 %d %d\" style=\"max-width: %dpx\" role=\"img\" aria-label=\"Cosines of gradients\">%n"
            .formatted(side, side, side));
    for (int use = 0; use < size; use++) {
      double middle = MARGIN + (use + .5) * CELL;
      out.append(text(middle, MARGIN - 8, "" + use));
      out.append(text(MARGIN - 14, middle + 4, "" + use));
    }
    cells.stream().filter(cell -> cell.value() != null).forEach(cell -> draw(cell, out));
    return out.append("</svg>\n").toString();
  }

  private void draw(Cell cell, StringBuilder out) {
    double x = MARGIN + cell.column() * CELL;
    double y = MARGIN + cell.row() * CELL;
    String color = cell.value() < 0 ? "var(--s1)" : "var(--s0)";
    out.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%.0f\" y=\"%.0f\" width=\"%d\" height=\"%d\" fill=\"%s\" fill-opacity=\"%.3f\"/>%n",
            x,
            y,
            CELL - 1,
            CELL - 1,
            color,
            Math.abs(cell.value())));
    if (size <= LARGEST_WITH_NUMBERS) {
      String number = String.format(Locale.ROOT, "%.2f", cell.value()).replace("0.", ".");
      out.append(text(x + CELL / 2.0, y + CELL / 2.0 + 4, number));
    }
  }

  private static String text(double x, double y, String text) {
    return String.format(
        Locale.ROOT, "<text class=\"middle\" x=\"%.1f\" y=\"%.1f\">%s</text>%n", x, y, text);
  }
}
