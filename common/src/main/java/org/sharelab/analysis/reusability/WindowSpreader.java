package org.sharelab.analysis.reusability;

/**
 * Adds every cell of an image to all source cells that its window reads: first down the rows, then
 * along each row, since a square window is the product of two intervals.
 */
final class WindowSpreader {
  private final Window window;
  private final int height;
  private final int width;
  private final int sourceHeight;
  private final int sourceWidth;
  private final long[] row;
  private final long[] before;

  /** For images of height x width that read a source of sourceHeight x sourceWidth. */
  WindowSpreader(Window window, int height, int width, int sourceHeight, int sourceWidth) {
    this.window = window;
    this.height = height;
    this.width = width;
    this.sourceHeight = sourceHeight;
    this.sourceWidth = sourceWidth;
    this.row = new long[width];
    this.before = new long[width + 1];
  }

  /** What each source cell receives. */
  long[] spread(long[] image) {
    long[] source = new long[sourceHeight * sourceWidth];
    for (int sourceRow = 0; sourceRow < sourceHeight; sourceRow++) {
      int first = window.firstReader(sourceRow);
      int end = window.endReader(sourceRow, height);
      if (first < end) {
        addRows(image, first, end);
        if (window.stride() == 1) {
          slide(source, sourceRow * sourceWidth);
        } else {
          scatter(source, sourceRow * sourceWidth);
        }
      }
    }
    return source;
  }

  private void addRows(long[] image, int first, int end) {
    System.arraycopy(image, first * width, row, 0, width);
    for (int h = first + 1; h < end; h++) {
      int from = h * width;
      for (int w = 0; w < width; w++) {
        row[w] += image[from + w];
      }
    }
  }

  /** Each source cell receives an interval of the row: a difference of prefix sums. */
  private void slide(long[] source, int to) {
    for (int w = 0; w < width; w++) {
      before[w + 1] = before[w] + row[w];
    }
    int ahead = window.padBefore() + 1;
    int inside = Math.min(sourceWidth, Math.max(0, window.kernel() - ahead));
    int behind = Math.max(inside, Math.min(sourceWidth, width - window.padBefore()));
    for (int column = 0; column < inside; column++) {
      source[to + column] = before[Math.min(width, column + ahead)];
    }
    for (int column = inside; column < behind; column++) {
      source[to + column] = before[column + ahead] - before[column + ahead - window.kernel()];
    }
    for (int column = behind; column < sourceWidth; column++) {
      int first = Math.min(width, column + ahead - window.kernel());
      source[to + column] = before[width] - before[first];
    }
  }

  private void scatter(long[] source, int to) {
    for (int tap = 0; tap < window.kernel(); tap++) {
      int from = window.first(tap, width);
      int end = window.end(tap, sourceWidth, width);
      int target = to + window.read(0, tap);
      for (int w = from; w < end; w++) {
        source[target + w * window.stride()] += row[w];
      }
    }
  }
}
