package org.sharelab.analysis.reusability;

import java.math.BigInteger;
import java.util.Arrays;
import org.sharelab.check.Checks;

/**
 * H x W whole numbers of any size: the numbers of contexts of one channel's cells. Immutable.
 *
 * <p>A cell holds scale times a number in {@link Digits}. Multiplying a grid, which every
 * convolution does by its channels, changes only the scale.
 */
final class CountGrid {
  /** Largest grid whose digit sums fit in a long. */
  private static final int LARGEST_AREA = 1 << 22;

  private final int height;
  private final int width;
  private final BigInteger scale;
  private final long[][] planes;
  private long[][] columnSums; // computed when first asked for; equal whoever is first

  private CountGrid(int height, int width, BigInteger scale, long[][] planes) {
    this.height = height;
    this.width = width;
    this.scale = scale;
    this.planes = planes;
  }

  /** A grid of ones. */
  static CountGrid ones(int height, int width) {
    return constant(height, width, BigInteger.ONE);
  }

  /** A grid of H x W cells that all hold this number. */
  static CountGrid constant(int height, int width, BigInteger value) {
    return constant(height, width, BigInteger.ONE, value);
  }

  private static CountGrid constant(int height, int width, BigInteger scale, BigInteger unscaled) {
    Checks.valid(
        (long) height * width <= LARGEST_AREA,
        "Invalid feature map: %dx%d (at most %d cells)",
        height,
        width,
        LARGEST_AREA);
    long[] digits = Digits.of(unscaled);
    long[][] planes = new long[digits.length][height * width];
    for (int d = 0; d < digits.length; d++) {
      Arrays.fill(planes[d], digits[d]);
    }
    return new CountGrid(height, width, scale, planes);
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  /** The number at a cell. */
  BigInteger at(int h, int w) {
    long[] digits = new long[planes.length];
    for (int d = 0; d < digits.length; d++) {
      digits[d] = planes[d][h * width + w];
    }
    return scaled(digits);
  }

  /** Each cell times a factor, 1 or more. */
  CountGrid times(long factor) {
    return new CountGrid(height, width, scale.multiply(BigInteger.valueOf(factor)), planes);
  }

  /** Cell by cell sum with a grid of the same size. */
  CountGrid plus(CountGrid other) {
    BigInteger common = scale.gcd(other.scale);
    return new CountGrid(
        height,
        width,
        common,
        Digits.combine(planes, scale.divide(common), other.planes, other.scale.divide(common)));
  }

  /** The sum over all cells. */
  BigInteger sum() {
    return scaled(unscaledSum());
  }

  /** A grid of another size whose cells all hold the sum over all cells of this one. */
  CountGrid broadcastSum(int newHeight, int newWidth) {
    return constant(newHeight, newWidth, scale, Digits.toInteger(unscaledSum()));
  }

  private long[] unscaledSum() {
    return Arrays.stream(columnSums()).mapToLong(column -> Arrays.stream(column).sum()).toArray();
  }

  private BigInteger scaled(long[] digits) {
    return Digits.toInteger(digits).multiply(scale);
  }

  /** The same cells in another shape, row by row. */
  CountGrid reshaped(int newHeight, int newWidth) {
    return new CountGrid(newHeight, newWidth, scale, planes);
  }

  /** Rows {@code first} to {@code first + rows - 1}; rows outside the grid are zero. */
  CountGrid rows(int first, int rows) {
    long[][] cut = new long[planes.length][rows * width];
    for (int row = Math.max(0, -first); row < rows && first + row < height; row++) {
      for (int d = 0; d < cut.length; d++) {
        System.arraycopy(planes[d], (first + row) * width, cut[d], row * width, width);
      }
    }
    return new CountGrid(rows, width, scale, cut);
  }

  /**
   * What the cells of a window's source receive: each cell of this grid is added to every source
   * cell that its window reads.
   */
  CountGrid spread(Window window, int sourceHeight, int sourceWidth) {
    if (window.isCell() && sourceHeight == height && sourceWidth == width) {
      return this;
    }
    WindowSpreader spreader = new WindowSpreader(window, height, width, sourceHeight, sourceWidth);
    Digits.Writer out = new Digits.Writer(sourceHeight * sourceWidth, planes.length);
    for (long[] plane : planes) {
      out.write(spreader.spread(plane));
    }
    return new CountGrid(sourceHeight, sourceWidth, scale, out.finish());
  }

  /**
   * For each tap (y, x) of a window the sum over the cells whose window has that tap inside the
   * source, at index y * kernel + x.
   */
  BigInteger[] tapSums(Window window, int sourceHeight, int sourceWidth) {
    int kernel = window.kernel();
    long[][] digits = new long[kernel * kernel][planes.length];
    long[] before = new long[width + 1];
    for (int d = 0; d < planes.length; d++) {
      for (int y = 0; y < kernel; y++) {
        long[] columns =
            columnSums(d, window.first(y, height), window.end(y, sourceHeight, height));
        for (int w = 0; w < width; w++) {
          before[w + 1] = before[w] + columns[w];
        }
        for (int x = 0; x < kernel; x++) {
          digits[y * kernel + x][d] =
              before[window.end(x, sourceWidth, width)] - before[window.first(x, width)];
        }
      }
    }
    return Arrays.stream(digits).map(this::scaled).toArray(BigInteger[]::new);
  }

  /** Digit sums of each column over the rows first to end - 1. */
  private long[] columnSums(int digit, int first, int end) {
    long[] sums = new long[width];
    if (end - first < height / 2) {
      addRows(planes[digit], first, end, sums);
      return sums;
    }
    addRows(planes[digit], 0, first, sums);
    addRows(planes[digit], end, height, sums);
    long[] all = columnSums()[digit];
    for (int w = 0; w < width; w++) {
      sums[w] = all[w] - sums[w];
    }
    return sums;
  }

  private long[][] columnSums() {
    long[][] known = columnSums;
    if (known == null) {
      known = new long[planes.length][width];
      for (int d = 0; d < planes.length; d++) {
        addRows(planes[d], 0, height, known[d]);
      }
      columnSums = known;
    }
    return known;
  }

  private void addRows(long[] plane, int first, int end, long[] sums) {
    for (int h = first; h < end; h++) {
      int from = h * width;
      for (int w = 0; w < width; w++) {
        sums[w] += plane[from + w];
      }
    }
  }
}
