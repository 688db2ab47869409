package org.sharelab.analysis.gradient;

import java.util.List;

/**
 * The part that two weights of different shape have in common: {@code [:min out, :min in]}, all of
 * the other axes.
 */
final class Corner {
  private final int rows;
  private final int columns;

  private Corner(int rows, int columns) {
    this.rows = rows;
    this.columns = columns;
  }

  /** Whether two shapes have a corner: as many axes, equal beyond the first two. */
  static boolean exists(List<Integer> a, List<Integer> b) {
    return a.size() == b.size() && beyond(a).equals(beyond(b));
  }

  /** The corner of two shapes that have one. */
  static Corner of(List<Integer> a, List<Integer> b) {
    return new Corner(Math.min(rows(a), rows(b)), Math.min(columns(a), columns(b)));
  }

  /** The corner of an array in row-major order; the array itself if it is all corner. */
  double[] of(double[] values, List<Integer> shape) {
    if (rows == rows(shape) && columns == columns(shape)) {
      return values;
    }
    int cell = beyond(shape).stream().reduce(1, Math::multiplyExact);
    int width = columns * cell;
    double[] corner = new double[rows * width];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(values, row * columns(shape) * cell, corner, row * width, width);
    }
    return corner;
  }

  private static int rows(List<Integer> shape) {
    return shape.isEmpty() ? 1 : shape.get(0);
  }

  private static int columns(List<Integer> shape) {
    return shape.size() < 2 ? 1 : shape.get(1);
  }

  private static List<Integer> beyond(List<Integer> shape) {
    return shape.subList(Math.min(2, shape.size()), shape.size());
  }
}
