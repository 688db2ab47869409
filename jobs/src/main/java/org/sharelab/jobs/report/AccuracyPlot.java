package org.sharelab.jobs.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Accuracy against unique parameters as an SVG drawing: one curve per series, a point per share
 * rate with its standard deviation.
 */
final class AccuracyPlot {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 400;
  private static final int LEFT = 70;
  private static final int RIGHT = 20;
  private static final int TOP = 16;
  private static final int BOTTOM = 52;
  private static final int TICKS = 5;

  /**
   * A point.
   *
   * @param label shown beside it
   * @param deviation standard deviation of y; 0 for none
   */
  record Point(double x, double y, double deviation, String label) {}

  private final Map<String, List<Point>> series = new LinkedHashMap<>();
  private Axis horizontal;
  private Axis vertical;

  /** Round values from below the smallest to above the largest number. */
  private record Axis(double from, double to, double step) {
    static Axis around(double smallest, double largest) {
      double span = Math.max(largest - smallest, Math.max(Math.abs(largest), 1e-6) * 0.02);
      double rough = span / TICKS;
      double power = Math.pow(10, Math.floor(Math.log10(rough)));
      double mantissa = rough / power;
      double step = power * (mantissa <= 1 ? 1 : mantissa <= 2 ? 2 : mantissa <= 5 ? 5 : 10);
      return new Axis(
          Math.floor(smallest / step) * step, Math.ceil(largest / step + 1e-9) * step, step);
    }

    double fraction(double value) {
      return (value - from) / (to - from);
    }

    List<Double> ticks() {
      List<Double> ticks = new ArrayList<>();
      for (int i = 0; from + i * step <= to + step / 2; i++) {
        ticks.add(from + i * step);
      }
      return ticks;
    }
  }

  /** Adds a point to a series, which is drawn in the order of its points. */
  void add(String name, Point point) {
    series.computeIfAbsent(name, unseen -> new ArrayList<>()).add(point);
  }

  /** The drawing; empty if there are no points. */
  String svg() {
    if (series.isEmpty()) {
      return "";
    }
    List<Point> all = series.values().stream().flatMap(List::stream).toList();
    horizontal =
        Axis.around(
            all.stream().mapToDouble(Point::x).min().orElseThrow(),
            all.stream().mapToDouble(Point::x).max().orElseThrow());
    vertical =
        Axis.around(
            all.stream().mapToDouble(p -> p.y() - p.deviation()).min().orElseThrow(),
            all.stream().mapToDouble(p -> p.y() + p.deviation()).max().orElseThrow());
    StringBuilder out = new StringBuilder();
    out.append(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Accuracy against unique parameters\">%n"
            .formatted(WIDTH, HEIGHT));
    drawAxes(out);
    int index = 0;
    for (Map.Entry<String, List<Point>> entry : series.entrySet()) {
      drawSeries(out, index, entry.getValue());
      drawKey(out, index, entry.getKey());
      index++;
    }
    return out.append("</svg>").toString();
  }

  private void drawAxes(StringBuilder out) {
    for (double tick : vertical.ticks()) {
      line(out, "grid", LEFT, y(tick), WIDTH - RIGHT, y(tick));
      String label = number(100 * tick, 100 * vertical.step()) + " %";
      text(out, "tick end", LEFT - 8, y(tick) + 4, label);
    }
    for (double tick : horizontal.ticks()) {
      line(out, "grid", x(tick), TOP, x(tick), HEIGHT - BOTTOM);
      text(out, "tick middle", x(tick), HEIGHT - BOTTOM + 18, number(tick, horizontal.step()));
    }
    text(out, "axis middle", (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 10, "unique parameters");
    out.append(
        "<text class=\"axis middle\" transform=\"translate(16 %s) rotate(-90)\">test accuracy</text>%n"
            .formatted(shown((TOP + HEIGHT - BOTTOM) / 2.0)));
  }

  /**
   * Points of different series at one place are set a little apart, their labels above and below.
   */
  private void drawSeries(StringBuilder out, int index, List<Point> points) {
    double shift = 4 * (index - (series.size() - 1) / 2.0);
    out.append("<g class=\"series s%d\">%n".formatted(index % 6));
    StringBuilder path = new StringBuilder();
    for (Point point : points) {
      path.append(path.length() == 0 ? "M" : " L")
          .append(shown(x(point.x()) + shift))
          .append(' ')
          .append(shown(y(point.y())));
    }
    out.append("<path d=\"%s\"/>%n".formatted(path));
    for (Point point : points) {
      double x = x(point.x()) + shift;
      if (point.deviation() > 0) {
        line(out, "bar", x, y(point.y() - point.deviation()), x, y(point.y() + point.deviation()));
      }
      out.append(
          "<circle cx=\"%s\" cy=\"%s\" r=\"4.5\"/>%n".formatted(shown(x), shown(y(point.y()))));
      text(out, "label", x + 8, y(point.y()) + (index % 2 == 0 ? -8 : 18), point.label());
    }
    out.append("</g>\n");
  }

  private static void drawKey(StringBuilder out, int index, String name) {
    double y = HEIGHT - BOTTOM - 14 - 20.0 * index;
    out.append("<g class=\"series s%d\">".formatted(index % 6));
    out.append("<circle cx=\"%d\" cy=\"%s\" r=\"4.5\"/>".formatted(WIDTH - 190, shown(y)));
    text(out, "key", WIDTH - 178, y + 4, name);
    out.append("</g>\n");
  }

  private double x(double value) {
    return LEFT + horizontal.fraction(value) * (WIDTH - LEFT - RIGHT);
  }

  private double y(double value) {
    return HEIGHT - BOTTOM - vertical.fraction(value) * (HEIGHT - TOP - BOTTOM);
  }

  private static void line(
      StringBuilder out, String style, double x1, double y1, double x2, double y2) {
    out.append(
        "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>%n"
            .formatted(style, shown(x1), shown(y1), shown(x2), shown(y2)));
  }

  private static void text(StringBuilder out, String style, double x, double y, String text) {
    out.append(
        "<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>%n"
            .formatted(style, shown(x), shown(y), Html.escape(text)));
  }

  private static String shown(double coordinate) {
    return String.format(Locale.ROOT, "%.1f", coordinate);
  }

  /** A tick's number with the decimals that its step needs. */
  private static String number(double value, double step) {
    int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
