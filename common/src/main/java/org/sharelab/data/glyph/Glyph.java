package org.sharelab.data.glyph;

import java.util.Locale;

/**
 * The ten classes: six are told by their outline, four by their texture, whatever its outline.
 *
 * <p>A glyph fills about the disc of radius 1 around (0, 0). Only arithmetic, square roots and
 * rounding are used, so that every machine draws the same bits.
 */
enum Glyph {
  RING {
    @Override
    double distance(double u, double v) {
      return Math.abs(radius(u, v) - 0.72) - 0.25;
    }
  },
  TRIANGLE {
    @Override
    double distance(double u, double v) {
      return triangle(u, v);
    }
  },
  SQUARE {
    @Override
    double distance(double u, double v) {
      return box(u, v, 0.74, 0.74);
    }
  },
  CROSS {
    @Override
    double distance(double u, double v) {
      return Math.min(box(u, v, 0.96, 0.3), box(u, v, 0.3, 0.96));
    }
  },
  STAR {
    @Override
    double distance(double u, double v) {
      return star(u, v);
    }
  },
  CRESCENT {
    @Override
    double distance(double u, double v) {
      return Math.max(radius(u, v) - 0.98, 0.74 - radius(u - 0.5, v));
    }
  },
  STRIPES(1) {
    @Override
    double texture(double x, double y) {
      return wave(x);
    }
  },
  CHECKER(1) {
    @Override
    double texture(double x, double y) {
      return 2 * wave(0.7 * x) * wave(0.7 * y);
    }
  },
  DOTS(1) {
    @Override
    double texture(double x, double y) {
      double dx = 0.8 * x - Math.floor(0.8 * x) - 0.5;
      double dy = 0.8 * y - Math.floor(0.8 * y) - 0.5;
      return 1.4 - 5 * radius(dx, dy);
    }
  },
  TARGET(0.3) {
    @Override
    double texture(double x, double y) {
      return wave(radius(x, y));
    }
  };

  private static final double HALF_SQRT_3 = 0.8660254037844386;
  private static final double COS_36 = 0.8090169943749475;
  private static final double SIN_36 = 0.5877852522924731;

  /** Unit normal of the edge from (0, 1) to (0.45 sin 36, 0.45 cos 36). */
  private static final double STAR_NORMAL_X = 0.923320355282463;

  private static final double STAR_NORMAL_Y = 0.38403062575928265;

  private final double largestShift;

  Glyph() {
    this(0);
  }

  Glyph(double largestShift) {
    this.largestShift = largestShift;
  }

  /** Whether the class is a texture, drawn within an outline that says nothing of the class. */
  boolean textured() {
    return largestShift > 0;
  }

  /** How far a texture may be shifted within its outline, in periods; 0 where there is none. */
  double largestShift() {
    return largestShift;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Signed distance to the outline, negative inside; for a texture one of three patches. */
  double distance(double u, double v) {
    throw new UnsupportedOperationException(this + " has no outline of its own");
  }

  /**
   * The texture at a point, positive for one colour and negative for the other; one period is 1.
   */
  double texture(double x, double y) {
    return 1;
  }

  /** The outlines that a texture may fill, of about the same area. */
  static double patch(int kind, double u, double v) {
    return switch (kind) {
      case 0 -> radius(u, v) - 0.9;
      case 1 -> box(u, v, 0.8, 0.8);
      default -> triangle(0.85 * u, 0.85 * v);
    };
  }

  private static double radius(double u, double v) {
    return Math.sqrt(u * u + v * v);
  }

  private static double box(double u, double v, double halfWidth, double halfHeight) {
    return Math.max(Math.abs(u) - halfWidth, Math.abs(v) - halfHeight);
  }

  /** Equilateral, with its corners on the unit circle. */
  private static double triangle(double u, double v) {
    return Math.max(-v, 0.5 * v + HALF_SQRT_3 * Math.abs(u)) - 0.5;
  }

  /** Five points on the unit circle, notches at radius 0.45: folded until one edge is left. */
  private static double star(double u, double v) {
    double x = Math.abs(u);
    double y = v;
    double beyond = 2 * Math.max(COS_36 * x - SIN_36 * y, 0);
    x -= beyond * COS_36;
    y += beyond * SIN_36;
    beyond = 2 * Math.max(-COS_36 * x - SIN_36 * y, 0);
    x = Math.abs(x + beyond * COS_36);
    y += beyond * SIN_36;
    return STAR_NORMAL_X * x + STAR_NORMAL_Y * (y - 1);
  }

  /** A triangle wave of period 1 between -1 and 1, steep enough to give clear edges. */
  private static double wave(double x) {
    double phase = x - Math.floor(x);
    return 4 * Math.abs(phase - 0.5) - 1;
  }
}
