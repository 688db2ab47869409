package org.sharelab.analysis.searchspace;

import java.math.BigInteger;
import java.util.Arrays;

/** Rows of the usual number triangles. */
final class Combinatorics {
  private Combinatorics() {}

  /** Binomial coefficients C(n, 0), ..., C(n, largest). */
  static BigInteger[] binomials(int n, int largest) {
    BigInteger[] row = new BigInteger[largest + 1];
    row[0] = BigInteger.ONE;
    for (int k = 1; k <= largest; k++) {
      row[k] = row[k - 1].multiply(BigInteger.valueOf(n - k + 1)).divide(BigInteger.valueOf(k));
    }
    return row;
  }

  /**
   * Stirling numbers of the second kind S2(n, 0), ..., S2(n, largest): ways to split n things into
   * k sets that are not empty.
   */
  static BigInteger[] stirlings(int n, int largest) {
    return stirlingRows(n, largest)[n];
  }

  /** The rows 0 to n of {@link #stirlings}, each up to k = largest. */
  static BigInteger[][] stirlingRows(int n, int largest) {
    BigInteger[][] rows = new BigInteger[n + 1][largest + 1];
    Arrays.fill(rows[0], BigInteger.ZERO);
    rows[0][0] = BigInteger.ONE;
    for (int i = 1; i <= n; i++) {
      rows[i][0] = BigInteger.ZERO;
      for (int k = 1; k <= largest; k++) {
        rows[i][k] = rows[i - 1][k].multiply(BigInteger.valueOf(k)).add(rows[i - 1][k - 1]);
      }
    }
    return rows;
  }

  static BigInteger factorial(int n) {
    BigInteger product = BigInteger.ONE;
    for (int i = 2; i <= n; i++) {
      product = product.multiply(BigInteger.valueOf(i));
    }
    return product;
  }
}
