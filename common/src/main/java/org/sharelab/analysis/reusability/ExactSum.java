package org.sharelab.analysis.reusability;

import java.util.Arrays;

/**
 * A sum of doubles that rounds once, at the end (Shewchuk, "Adaptive Precision Floating-Point
 * Arithmetic", 1997): the terms are kept as a few partial sums that do not overlap.
 */
final class ExactSum {
  private double[] partials = new double[8];
  private int used;

  /** Adds a finite number. */
  void add(double term) {
    double x = term;
    int kept = 0;
    for (int i = 0; i < used; i++) {
      double y = partials[i];
      double large = Math.abs(x) >= Math.abs(y) ? x : y;
      double small = large == x ? y : x;
      double sum = large + small;
      double rest = small - (sum - large);
      if (rest != 0) {
        partials[kept++] = rest;
      }
      x = sum;
    }
    if (kept == partials.length) {
      partials = Arrays.copyOf(partials, 2 * kept);
    }
    partials[kept++] = x;
    used = kept;
  }

  /** Adds the exact product of two numbers, as long as it does not underflow. */
  void addProduct(double a, double b) {
    double product = a * b;
    add(product);
    add(Math.fma(a, b, -product));
  }

  /** The sum, off by at most one unit in the last place. */
  double value() {
    double sum = 0;
    for (int i = 0; i < used; i++) { // ascending, so that small partial sums are not lost
      sum += partials[i];
    }
    return sum;
  }
}
