package org.sharelab.analysis.gradient;

import java.util.List;

/**
 * The matrix of inner products of n vectors, G = A A'.
 *
 * <p>Blocked so that a stretch of all vectors stays in the cache, and written out instead of left
 * to a BLAS, whose order of summation may change with its number of threads.
 */
final class Gram {
  private static final int BLOCK = 1024;

  private Gram() {}

  /** Inner products of all pairs of vectors of one length. */
  static double[][] of(List<double[]> vectors) {
    int n = vectors.size();
    int length = vectors.get(0).length;
    double[][] gram = new double[n][n];
    for (int from = 0; from < length; from += BLOCK) {
      int to = Math.min(from + BLOCK, length);
      for (int i = 0; i < n; i++) {
        for (int j = i; j < n; j++) {
          gram[i][j] += dot(vectors.get(i), vectors.get(j), from, to);
        }
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        gram[i][j] = gram[j][i];
      }
    }
    return gram;
  }

  /** Four sums at a time hide the latency of the addition. */
  private static double dot(double[] a, double[] b, int from, int to) {
    double first = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    int k = from;
    for (; k + 3 < to; k += 4) {
      first += a[k] * b[k];
      second += a[k + 1] * b[k + 1];
      third += a[k + 2] * b[k + 2];
      fourth += a[k + 3] * b[k + 3];
    }
    for (; k < to; k++) {
      first += a[k] * b[k];
    }
    return (first + second) + (third + fourth);
  }

  /** The cosine that a matrix of inner products gives; NaN if a vector is zero or not finite. */
  static double cosine(double[][] gram, int i, int j) {
    double cosine = gram[i][j] / (Math.sqrt(gram[i][i]) * Math.sqrt(gram[j][j]));
    return Double.isNaN(cosine) ? Double.NaN : Math.max(-1, Math.min(1, cosine));
  }
}
