package org.sharelab.jobs.report;

import java.util.Locale;

/** An SVG file that needs nothing beside it. */
final class SvgCanvas implements Canvas {
  private final StringBuilder out = new StringBuilder();

  SvgCanvas(int width, int height) {
    out.append(
        ("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                + " viewBox=\"0 0 %d %d\" font-family=\"sans-serif\">\n")
            .formatted(width, height, width, height));
    out.append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
  }

  @Override
  public void line(double[] x, double[] y, int color, Stroke stroke) {
    out.append("<polyline fill=\"none\" stroke=\"").append(hex(color)).append("\" points=\"");
    for (int i = 0; i < x.length; i++) {
      out.append(i == 0 ? "" : " ").append(shown(x[i])).append(',').append(shown(y[i]));
    }
    String style =
        switch (stroke) {
          case THIN -> "stroke-width=\"1\"";
          case THICK -> "stroke-width=\"2.5\" stroke-linejoin=\"round\"";
          case DASHED -> "stroke-width=\"1.2\" stroke-dasharray=\"5 4\"";
        };
    out.append("\" ").append(style).append("/>\n");
  }

  @Override
  public void text(double x, double y, String text, int size, int color, Anchor anchor) {
    String place =
        anchor == Anchor.UPWARDS
            ? "transform=\"translate(%s %s) rotate(-90)\"".formatted(shown(x), shown(y))
            : "x=\"%s\" y=\"%s\"".formatted(shown(x), shown(y));
    String align = anchor == Anchor.UPWARDS ? "middle" : anchor.name().toLowerCase(Locale.ROOT);
    out.append(
        "<text %s font-size=\"%d\" fill=\"%s\" text-anchor=\"%s\">%s</text>\n"
            .formatted(place, size, hex(color), align, Html.escape(text)));
  }

  /** The whole file. */
  String svg() {
    return out + "</svg>\n";
  }

  private static String hex(int color) {
    return String.format(Locale.ROOT, "#%06x", color);
  }

  private static String shown(double coordinate) {
    return String.format(Locale.ROOT, "%.1f", coordinate);
  }
}
