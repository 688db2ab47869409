package org.sharelab.data.glyph;

import java.util.random.RandomGenerator;

/**
 * Draws one image: a background with a slope, short strokes as clutter, the glyph, noise.
 *
 * <p>Place, size, rotation and all colours are random and independent of the class, and which of
 * the two colours is the lighter one too, so neither colour nor mean intensity tells the class.
 */
final class GlyphPainter {
  static final int CHANNELS = 3;
  static final int SIDE = 32;

  private static final int CELLS = SIDE * SIDE;
  private static final double LEAST_CONTRAST = 0.3;
  private static final double HUE = 0.3;

  private final double[] canvas = new double[CHANNELS * CELLS];
  private RandomGenerator random;

  /** Paints into {@code target} from {@code offset} on, in C x H x W order. */
  void paint(Glyph glyph, RandomGenerator random, byte[] target, int offset) {
    this.random = random;
    double[] background = color();
    fill(background);
    int behind = random.nextInt(3);
    for (int i = 0; i < behind; i++) {
      stroke(color());
    }
    draw(glyph, background);
    int before = random.nextInt(2);
    for (int i = 0; i < before; i++) {
      stroke(color());
    }
    develop(target, offset);
  }

  private double uniform(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  private double[] color() {
    double light = uniform(0.1, 0.9);
    double[] color = new double[CHANNELS];
    for (int c = 0; c < CHANNELS; c++) {
      color[c] = light + uniform(-HUE, HUE);
    }
    return color;
  }

  private double[] colorUnlike(double[] other) {
    double[] color = color();
    while (contrast(color, other) < LEAST_CONTRAST) {
      color = color();
    }
    return color;
  }

  /** Difference in brightness. */
  private static double contrast(double[] a, double[] b) {
    double sum = 0;
    for (int c = 0; c < CHANNELS; c++) {
      sum += a[c] - b[c];
    }
    return Math.abs(sum) / CHANNELS;
  }

  private void fill(double[] color) {
    double slopeX = uniform(-0.2, 0.2) / SIDE;
    double slopeY = uniform(-0.2, 0.2) / SIDE;
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        double light = slopeX * (x - SIDE / 2) + slopeY * (y - SIDE / 2);
        for (int c = 0; c < CHANNELS; c++) {
          canvas[c * CELLS + y * SIDE + x] = color[c] + light;
        }
      }
    }
  }

  private void draw(Glyph glyph, double[] background) {
    double scale = uniform(8, 13);
    double angle = uniform(0, 2 * StrictMath.PI);
    double cos = StrictMath.cos(angle) / scale;
    double sin = StrictMath.sin(angle) / scale;
    double centerX = uniform(scale - 1, SIDE - scale + 1);
    double centerY = uniform(scale - 1, SIDE - scale + 1);
    double[] ink = colorUnlike(background);
    double[] second = glyph.textured() ? colorUnlike(ink) : ink;
    int patch = random.nextInt(3);
    double period = uniform(4.5, 6) / scale;
    double shiftX = uniform(0, glyph.largestShift());
    double shiftY = uniform(0, glyph.largestShift());
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        double dx = x + 0.5 - centerX;
        double dy = y + 0.5 - centerY;
        double u = cos * dx + sin * dy;
        double v = cos * dy - sin * dx;
        double distance = glyph.textured() ? Glyph.patch(patch, u, v) : glyph.distance(u, v);
        double cover = clamp(0.5 - distance * scale);
        if (cover > 0) {
          double share = clamp(0.5 + glyph.texture(u / period + shiftX, v / period + shiftY));
          blend(y * SIDE + x, ink, second, share, cover);
        }
      }
    }
  }

  private void blend(int cell, double[] ink, double[] second, double share, double cover) {
    for (int c = 0; c < CHANNELS; c++) {
      double paint = second[c] + share * (ink[c] - second[c]);
      int at = c * CELLS + cell;
      canvas[at] += cover * (paint - canvas[at]);
    }
  }

  /** A straight line of random place, length and direction. */
  private void stroke(double[] color) {
    double angle = uniform(0, 2 * StrictMath.PI);
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    double centerX = uniform(0, SIDE);
    double centerY = uniform(0, SIDE);
    double halfLength = uniform(2, 7);
    double halfWidth = uniform(0.4, 1.1);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        double dx = x + 0.5 - centerX;
        double dy = y + 0.5 - centerY;
        double along = Math.abs(cos * dx + sin * dy) - halfLength;
        double across = Math.abs(cos * dy - sin * dx) - halfWidth;
        double cover = clamp(0.5 - Math.max(along, across));
        if (cover > 0) {
          blend(y * SIDE + x, color, color, 1, cover);
        }
      }
    }
  }

  /** Adds noise (the sum of two uniform draws) and rounds to bytes. */
  private void develop(byte[] target, int offset) {
    double strength = uniform(0.02, 0.08);
    for (int i = 0; i < canvas.length; i++) {
      double noise = strength * (random.nextDouble() + random.nextDouble() - 1);
      target[offset + i] = (byte) (int) (255 * clamp(canvas[i] + noise) + 0.5);
    }
  }

  private static double clamp(double x) {
    return Math.max(0, Math.min(1, x));
  }
}
