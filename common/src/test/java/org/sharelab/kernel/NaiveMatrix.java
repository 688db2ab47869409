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

  /** (g - mean(g) - n mean(g n)) / deviation of each row, with g = gamma dy and n normalised x. */
  static double[] layerNormBackward(double[] x, double[] dy, double[] gamma, double epsilon) {
    int width = gamma.length;
    double[] ones = filled(width, 1);
    double[] normal = layerNorm(x, ones, new double[width], epsilon);
    double[] dx = new double[x.length];
    for (int start = 0; start < x.length; start += width) {
      double mean = 0;
      double along = 0;
      double sum = 0;
      double squares = 0;
      for (int j = 0; j < width; j++) {
        double g = gamma[j] * dy[start + j];
        mean += g / width;
        along += g * normal[start + j] / width;
        sum += x[start + j] / width;
      }
      for (int j = 0; j < width; j++) {
        squares += (x[start + j] - sum) * (x[start + j] - sum) / width;
      }
      for (int j = 0; j < width; j++) {
        double rest = gamma[j] * dy[start + j] - mean - normal[start + j] * along;
        dx[start + j] = rest / Math.sqrt(squares + epsilon);
      }
    }
    return dx;
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

  /** softmax(q k^T / sqrt(D)) v of N tokens of D scalars, and its gradient. */
  record Head(int tokens, int width, double[] q, double[] k, double[] v) {
    double[] weights() {
      double[] scores = product(tokens, width, tokens, q, transpose(tokens, width, k));
      return softmax(Naive.map(scores, score -> score / Math.sqrt(width)), tokens);
    }

    double[] output() {
      return product(tokens, tokens, width, weights(), v);
    }

    /** With respect to q, k and v. */
    Head backward(double[] dy) {
      double[] p = weights();
      double[] dp = product(tokens, width, tokens, dy, transpose(tokens, width, v));
      double[] ds = new double[p.length];
      for (int start = 0; start < p.length; start += tokens) {
        double projection = 0;
        for (int j = start; j < start + tokens; j++) {
          projection += p[j] * dp[j];
        }
        for (int j = start; j < start + tokens; j++) {
          ds[j] = p[j] * (dp[j] - projection) / Math.sqrt(width);
        }
      }
      return new Head(
          tokens,
          width,
          product(tokens, tokens, width, ds, k),
          product(tokens, tokens, width, transpose(tokens, tokens, ds), q),
          product(tokens, tokens, width, transpose(tokens, tokens, p), dy));
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
