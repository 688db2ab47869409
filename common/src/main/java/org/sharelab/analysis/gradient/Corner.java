package org.sharelab.analysis.gradient;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The part that two weights of different shape have in common: on each axis as much, from the
 * start, as the shorter one has.
 *
 * <p>For a convolution that is {@code [:min out, :min in]} of the kernels, and of kernels of
 * different size the first rows and columns, which is what the smaller one uses of a shared tensor
 * ({@link org.sharelab.store.CornerStoreSpec}).
 */
final class Corner {
  private final List<Integer> shape;

  private Corner(List<Integer> shape) {
    this.shape = shape;
  }

  /** Whether two shapes have a corner: as many axes. */
  static boolean exists(List<Integer> a, List<Integer> b) {
    return a.size() == b.size();
  }

  /** The corner of two shapes that have one. */
  static Corner of(List<Integer> a, List<Integer> b) {
    return new Corner(
        IntStream.range(0, a.size()).mapToObj(axis -> Math.min(a.get(axis), b.get(axis))).toList());
  }

  /** The corner of an array in row-major order; the array itself if it is all corner. */
  double[] of(double[] values, List<Integer> whole) {
    if (whole.equals(shape)) {
      return values;
    }
    double[] corner = new double[size(shape)];
    copy(values, 0, whole, corner, 0, 0);
    return corner;
  }

  /** Copies the block that begins at {@code from} and spans the axes from {@code axis} on. */
  private void copy(
      double[] values, int from, List<Integer> whole, double[] corner, int to, int axis) {
    if (shape.subList(axis, shape.size()).equals(whole.subList(axis, whole.size()))) {
      System.arraycopy(values, from, corner, to, size(shape.subList(axis, shape.size())));
      return;
    }
    int step = size(whole.subList(axis + 1, whole.size()));
    int cornerStep = size(shape.subList(axis + 1, shape.size()));
    for (int i = 0; i < shape.get(axis); i++) {
      copy(values, from + i * step, whole, corner, to + i * cornerStep, axis + 1);
    }
  }

  private static int size(List<Integer> axes) {
    return axes.stream().reduce(1, Math::multiplyExact);
  }
}
