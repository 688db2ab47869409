package org.sharelab.analysis.gradient;

import java.util.Arrays;
import org.sharelab.check.Checks;

/**
 * Similarity of every pair of n uses, -1 to 1; symmetric, its diagonal is not looked at.
 *
 * <p>NaN stands for a similarity that is not defined, such as a cosine with a zero gradient.
 */
public final class SimilarityMatrix {
  private final double[][] values;

  private SimilarityMatrix(double[][] values) {
    this.values = values;
  }

  /**
   * A matrix of these values.
   *
   * @param values n x n with n at least 1; {@code values[i][j]} and {@code values[j][i]} are equal
   *     or both NaN
   */
  public static SimilarityMatrix of(double[][] values) {
    int n = values.length;
    Checks.valid(n >= 1, "Invalid similarity matrix: 0 rows (at least 1)");
    double[][] copy = new double[n][];
    for (int i = 0; i < n; i++) {
      Checks.valid(
          values[i].length == n,
          "Invalid similarity matrix: row %d has %d values (%d, as there are rows)",
          i,
          values[i].length,
          n);
      copy[i] = values[i].clone();
      for (int j = 0; j < i; j++) {
        Checks.valid(
            Double.isNaN(copy[i][j]) || Math.abs(copy[i][j]) <= 1,
            "Invalid similarity of %d and %d: %s (-1 to 1, or NaN)",
            i,
            j,
            copy[i][j]);
        Checks.valid(
            Double.compare(copy[i][j], copy[j][i]) == 0,
            "Invalid similarity matrix: %s at (%d, %d) and %s at (%d, %d) (symmetric)",
            copy[i][j],
            i,
            j,
            copy[j][i],
            j,
            i);
      }
    }
    return new SimilarityMatrix(copy);
  }

  /** Number of uses, n. */
  public int size() {
    return values.length;
  }

  /** Similarity of uses i and j; NaN where it is not defined. */
  public double between(int i, int j) {
    return values[i][j];
  }

  @Override
  public String toString() {
    return Arrays.deepToString(values);
  }
}
