package org.sharelab.kernel;

import java.util.Arrays;
import java.util.function.UnaryOperator;

/** Primitives on matrices as plain loops in double precision, and their slopes by differences. */
final class NaiveMatrix {
  private static final double STEP = 1e-5;

  private NaiveMatrix() {}

  static double[] filled(int size, double value) {
    double[] values = new double[size];
    Arrays.fill(values, value);
    return values;
  }

  /** a [m, k] times b [k, n]. */
  static double[] product(int m, int k, int n, double[] a, double[] b) {
    double[] c = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        for (int l = 0; l < k; l++) {
          c[i * n + j] += a[i * k + l] * b[l * n + j];
        }
      }
    }
    return c;
  }

  static double[] transpose(int rows, int columns, double[] a) {
    double[] t = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      t[i % columns * rows + i / columns] = a[i];
    }
    return t;
  }

  static double[] addToRows(double[] a, double[] row) {
    double[] sum = a.clone();
    Arrays.setAll(sum, i -> a[i] + row[i % row.length]);
    return sum;
  }

  static double[] layerNorm(double[] x, double[] gamma, double[] beta, double epsilon) {
    int width = gamma.length;
    double[] y = new double[x.length];
    for (int start = 0; start < x.length; start += width) {
      double mean = Arrays.stream(x, start, start + width).average().orElseThrow();
      double variance =
          Arrays.stream(x, start, start + width)
              .map(v -> (v - mean) * (v - mean))
              .average()
              .orElseThrow();
      for (int j = 0; j < width; j++) {
        y[start + j] = gamma[j] * (x[start + j] - mean) / Math.sqrt(variance + epsilon) + beta[j];
      }
    }
    return y;
  }

  static double[] softmax(double[] x, int width) {
    double[] y = new double[x.length];
    for (int start = 0; start < x.length; start += width) {
      double largest = Arrays.stream(x, start, start + width).max().orElseThrow();
      double sum = Arrays.stream(x, start, start + width).map(v -> Math.exp(v - largest)).sum();
      for (int j = start; j < start + width; j++) {
        y[j] = Math.exp(x[j] - largest) / sum;
      }
    }
    return y;
  }

  /** Mean over the rows of -sum_k t_k log p_k. */
  static double crossEntropy(double[] logits, double[] targets, int classes) {
    double sum = 0;
    for (int start = 0; start < logits.length; start += classes) {
      double largest = Arrays.stream(logits, start, start + classes).max().orElseThrow();
      double mass =
          Arrays.stream(logits, start, start + classes).map(v -> Math.exp(v - largest)).sum();
      for (int j = start; j < start + classes; j++) {
        sum -= targets[j] * (logits[j] - largest - Math.log(mass));
      }
    }
    return sum * classes / logits.length;
  }

  /** softmax(q k^T / sqrt(D)) v for each of M matrices of N tokens of D scalars. */
  record Attention(int matrices, int tokens, int width) {
    double[] apply(double[] q, double[] k, double[] v) {
      int size = tokens * width;
      double[] y = new double[matrices * size];
      for (int m = 0; m < matrices; m++) {
        double[] keys = Arrays.copyOfRange(k, m * size, (m + 1) * size);
        double[] scores =
            product(
                tokens,
                width,
                tokens,
                Arrays.copyOfRange(q, m * size, (m + 1) * size),
                transpose(tokens, width, keys));
        double[] weights = softmax(Naive.map(scores, score -> score / Math.sqrt(width)), tokens);
        double[] values = Arrays.copyOfRange(v, m * size, (m + 1) * size);
        double[] result = product(tokens, tokens, width, weights, values);
        System.arraycopy(result, 0, y, m * size, size);
      }
      return y;
    }
  }

  /** Gradient of sum_i dy_i f(x)_i with respect to x, by central differences. */
  static double[] slope(UnaryOperator<double[]> f, double[] x, double[] dy) {
    double[] slope = new double[x.length];
    double[] moved = x.clone();
    for (int i = 0; i < x.length; i++) {
      double step = STEP * Math.max(1, Math.abs(x[i]));
      moved[i] = x[i] + step;
      double[] above = f.apply(moved);
      moved[i] = x[i] - step;
      double[] below = f.apply(moved);
      moved[i] = x[i];
      for (int j = 0; j < dy.length; j++) {
        slope[i] += dy[j] * (above[j] - below[j]) / (2 * step);
      }
    }
    return slope;
  }
}
