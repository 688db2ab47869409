package org.sharelab.kernel;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** Rows of native arrays, copied to and from the heap where loops are fast. */
final class Rows {
  private Rows() {}

  static float[] read(Pointer array, long start, float[] row) {
    new FloatPointer(array).position(start).get(row);
    return row;
  }

  static void write(Pointer array, long start, float[] row) {
    new FloatPointer(array).position(start).put(row);
  }

  static double[] columnSums(FloatBuffer matrix, int rows, int columns) {
    double[] sums = new double[columns];
    float[] row = new float[columns];
    for (int i = 0; i < rows; i++) {
      matrix.get(i * columns, row);
      for (int j = 0; j < columns; j++) {
        sums[j] += row[j];
      }
    }
    return sums;
  }

  /** Adds to a native array, rounding each sum once. */
  static void add(Pointer array, double[] values) {
    float[] total = read(array, 0, new float[values.length]);
    for (int j = 0; j < values.length; j++) {
      total[j] = (float) (total[j] + values[j]);
    }
    write(array, 0, total);
  }

  /** Replaces a row by its softmax; not a number where a score is, or is positively infinite. */
  static void softmax(float[] row) {
    double largest = largest(row);
    double sum = 0;
    for (float score : row) {
      sum += Math.exp(score - largest);
    }
    for (int j = 0; j < row.length; j++) {
      row[j] = (float) (Math.exp(row[j] - largest) / sum);
    }
  }

  /** log sum_j exp(row_j). */
  static double logSumExp(float[] row) {
    double largest = largest(row);
    double sum = 0;
    for (float score : row) {
      sum += Math.exp(score - largest);
    }
    return largest + Math.log(sum);
  }

  private static double largest(float[] row) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float score : row) {
      largest = Math.max(largest, score);
    }
    return largest;
  }
}
