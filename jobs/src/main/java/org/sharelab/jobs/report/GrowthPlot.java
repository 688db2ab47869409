package org.sharelab.jobs.report;

import java.util.ArrayList;
import java.util.List;
import org.sharelab.jobs.report.Canvas.Anchor;
import org.sharelab.jobs.report.Canvas.Stroke;

/** Curves of numbers of any size over whole numbers, with a logarithmic vertical axis. */
public final class GrowthPlot {
  private static final int WIDTH = 860;
  private static final int HEIGHT = 540;
  private static final int LEFT = 76;
  private static final int RIGHT = 180;
  private static final int TOP = 52;
  private static final int BOTTOM = 58;
  private static final int MOST_TICKS = 8;
  private static final int[] ROUND_STEPS = {1, 2, 5};

  private static final int INK = 0x222222;
  private static final int GRID = 0xdddddd;

  /** Okabe and Ito's colours, which most colour-blind readers can tell apart. */
  private static final int[] COLORS = {
    0x0072b2, 0xe69f00, 0x009e73, 0xcc79a7, 0x56b4e9, 0xd55e00, 0x000000
  };

  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  /**
   * A curve with a second, dashed one of the same colour.
   *
   * @param x where it has points, ascending
   * @param solid log10 of its values; -infinity where it is 0 and not drawn
   * @param dashed the same for the dashed curve
   */
  public record Curve(String name, List<Integer> x, List<Double> solid, List<Double> dashed) {}

  private final String title;
  private final String horizontal;
  private final String vertical;
  private final String dashedMeans;
  private final List<Curve> curves;
  private final int last;
  private final double decades;

  /**
   * @param horizontal label of the horizontal axis
   * @param vertical label of the vertical axis
   * @param dashedMeans what the dashed curves are
   */
  public GrowthPlot(
      String title, String horizontal, String vertical, String dashedMeans, List<Curve> curves) {
    this.title = title;
    this.horizontal = horizontal;
    this.vertical = vertical;
    this.dashedMeans = dashedMeans;
    this.curves = List.copyOf(curves);
    this.last = curves.stream().flatMap(curve -> curve.x().stream()).reduce(1, Math::max);
    this.decades =
        curves.stream()
            .flatMap(curve -> List.of(curve.solid(), curve.dashed()).stream())
            .flatMap(List::stream)
            .reduce(1.0, Math::max);
  }

  /** The drawing as an SVG file. */
  public String svg() {
    SvgCanvas canvas = new SvgCanvas(WIDTH, HEIGHT);
    draw(canvas);
    return canvas.svg();
  }

  /**
   * The drawing as a PNG file.
   *
   * @throws org.sharelab.check.EnvironmentException if Java finds no fonts
   */
  public byte[] png() {
    PngCanvas canvas = new PngCanvas(WIDTH, HEIGHT);
    draw(canvas);
    return canvas.png();
  }

  private void draw(Canvas canvas) {
    canvas.text(LEFT, 28, title, 16, INK, Anchor.START);
    drawAxes(canvas);
    for (int i = 0; i < curves.size(); i++) {
      int color = COLORS[i % COLORS.length];
      drawCurve(canvas, curves.get(i).x(), curves.get(i).dashed(), color, Stroke.DASHED);
      drawCurve(canvas, curves.get(i).x(), curves.get(i).solid(), color, Stroke.THICK);
      drawKey(canvas, i, curves.get(i).name(), color, Stroke.THICK);
    }
    drawKey(canvas, curves.size(), dashedMeans, INK, Stroke.DASHED);
  }

  private void drawAxes(Canvas canvas) {
    for (int tick : ticks((int) Math.ceil(decades))) {
      double y = y(tick);
      canvas.line(new double[] {LEFT, WIDTH - RIGHT}, new double[] {y, y}, GRID, Stroke.THIN);
      canvas.text(LEFT - 8, y + 4, "10" + superscript(tick), 13, INK, Anchor.END);
    }
    for (int tick : ticks(last)) {
      double x = x(tick);
      canvas.line(new double[] {x, x}, new double[] {TOP, HEIGHT - BOTTOM}, GRID, Stroke.THIN);
      canvas.text(x, HEIGHT - BOTTOM + 20, String.valueOf(tick), 13, INK, Anchor.MIDDLE);
    }
    double[] around = {LEFT, LEFT, WIDTH - RIGHT};
    canvas.line(around, new double[] {TOP, HEIGHT - BOTTOM, HEIGHT - BOTTOM}, INK, Stroke.THIN);
    canvas.text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 14, horizontal, 14, INK, Anchor.MIDDLE);
    canvas.text(22, (TOP + HEIGHT - BOTTOM) / 2.0, vertical, 14, INK, Anchor.UPWARDS);
  }

  /** The part of a curve that is not 0; a mark where that is one point only. */
  private void drawCurve(
      Canvas canvas, List<Integer> x, List<Double> logs, int color, Stroke stroke) {
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < x.size(); i++) {
      if (Double.isFinite(logs.get(i))) {
        points.add(new double[] {x(x.get(i)), y(logs.get(i))});
      }
    }
    if (points.size() == 1) {
      points.set(0, new double[] {points.get(0)[0] - 3, points.get(0)[1]});
      points.add(new double[] {points.get(0)[0] + 6, points.get(0)[1]});
    }
    if (!points.isEmpty()) {
      canvas.line(
          points.stream().mapToDouble(point -> point[0]).toArray(),
          points.stream().mapToDouble(point -> point[1]).toArray(),
          color,
          stroke);
    }
  }

  private static void drawKey(Canvas canvas, int index, String name, int color, Stroke stroke) {
    double x = WIDTH - RIGHT + 16;
    double y = TOP + 10 + 22.0 * index;
    canvas.line(new double[] {x, x + 26}, new double[] {y, y}, color, stroke);
    canvas.text(x + 34, y + 5, name, 13, INK, Anchor.START);
  }

  /** Round numbers from 0 to at most {@code largest}. */
  private static List<Integer> ticks(int largest) {
    int power = 1;
    int step = 1;
    for (int i = 0; largest / step > MOST_TICKS; i++) {
      power = i % ROUND_STEPS.length == 0 && i > 0 ? power * 10 : power;
      step = power * ROUND_STEPS[i % ROUND_STEPS.length];
    }
    List<Integer> ticks = new ArrayList<>();
    for (int tick = 0; tick <= largest; tick += step) {
      ticks.add(tick);
    }
    return ticks;
  }

  private double x(double value) {
    return LEFT + value / last * (WIDTH - LEFT - RIGHT);
  }

  private double y(double log) {
    return HEIGHT - BOTTOM - log / Math.ceil(decades) * (HEIGHT - TOP - BOTTOM);
  }

  private static String superscript(int exponent) {
    StringBuilder digits = new StringBuilder();
    String.valueOf(exponent).chars().forEach(c -> digits.append(SUPERSCRIPTS.charAt(c - '0')));
    return digits.toString();
  }
}
