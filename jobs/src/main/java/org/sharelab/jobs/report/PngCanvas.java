package org.sharelab.jobs.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import org.sharelab.check.EnvironmentException;

/** A PNG image with two pixels for each one of the drawing. */
final class PngCanvas implements Canvas {
  private static final int SCALE = 2;

  static {
    System.setProperty("java.awt.headless", "true"); // drawing needs no screen
  }

  private final BufferedImage image;
  private final Graphics2D graphics;

  PngCanvas(int width, int height) {
    image = new BufferedImage(SCALE * width, SCALE * height, BufferedImage.TYPE_INT_RGB);
    graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.scale(SCALE, SCALE);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, height);
  }

  @Override
  public void line(double[] x, double[] y, int color, Stroke stroke) {
    Path2D path = new Path2D.Double();
    path.moveTo(x[0], y[0]);
    for (int i = 1; i < x.length; i++) {
      path.lineTo(x[i], y[i]);
    }
    graphics.setColor(new Color(color));
    graphics.setStroke(
        switch (stroke) {
          case THIN -> new BasicStroke(1);
          case THICK -> new BasicStroke(2.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);
          case DASHED ->
              new BasicStroke(
                  1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {5, 4}, 0);
        });
    graphics.draw(path);
  }

  @Override
  public void text(double x, double y, String text, int size, int color, Anchor anchor) {
    try {
      Graphics2D placed = (Graphics2D) graphics.create();
      placed.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, size));
      placed.setColor(new Color(color));
      placed.translate(x, y);
      if (anchor == Anchor.UPWARDS) {
        placed.rotate(-Math.PI / 2);
      }
      double width = placed.getFontMetrics().getStringBounds(text, placed).getWidth();
      double shift =
          switch (anchor) {
            case START -> 0;
            case MIDDLE, UPWARDS -> -width / 2;
            case END -> -width;
          };
      placed.drawString(text, (float) shift, 0);
      placed.dispose();
    } catch (RuntimeException | Error noFonts) { // Java's ways to say so differ by version
      throw new EnvironmentException(
          "Cannot draw a PNG: this machine has no fonts for Java (SVG needs none)", noFonts);
    }
  }

  /** The whole file. */
  byte[] png() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.setUseCache(false);
      ImageIO.write(image, "png", bytes);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }
}
