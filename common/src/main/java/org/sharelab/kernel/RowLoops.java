package org.sharelab.kernel;

/**
 * Passes over a row of scalars in a heap array, such as a token or the scores of one.
 *
 * <p>Lengths are multiples of {@link #lanes}.
 */
interface RowLoops {

  /** The fastest loops for rows of this length. */
  static RowLoops of(int length) {
    return VectorModule.rows()
        .filter(loops -> length % loops.lanes() == 0)
        .orElseGet(PlainRows::new);
  }

  /** The fastest loops for rows that are filled up to whole lanes. */
  static RowLoops padded() {
    return VectorModule.rows().orElseGet(PlainRows::new);
  }

  int lanes();

  /** A length filled up to whole lanes. */
  default int pad(int length) {
    return (length + lanes() - 1) / lanes() * lanes();
  }

  /** Scores to their softmax; not a number where one is not, or is positively infinite. */
  void softmax(float[] scores, int length);

  /** dp = p (dp - sum_j p_j dp_j). */
  void softmaxGradient(float[] p, float[] dp, int length);

  /** x = (x - mean) / deviation; gives the inverse of the deviation. */
  float normalise(float[] x, int length, double epsilon);

  /** x = x scale + shift. */
  void affine(float[] x, float[] scale, float[] shift, int length);

  /** Adds x dy and dy. */
  void addProducts(float[] x, float[] dy, float[] products, float[] sums, int length);

  /** dy = inverse (g - mean(g) - x mean(g x)) with g = scale dy and normalised x. */
  void normGradient(float[] x, float[] dy, float[] scale, float inverse, int length);
}
