package org.sharelab.kernel;

/** {@link RowLoops} in scalars; sums are double. */
final class PlainRows implements RowLoops {
  @Override
  public int lanes() {
    return 1;
  }

  @Override
  public void softmax(float[] scores, int length) {
    Rows.softmax(scores);
  }

  @Override
  public void softmaxGradient(float[] p, float[] dp, int length) {
    double projection = 0;
    for (int j = 0; j < length; j++) {
      projection += (double) p[j] * dp[j];
    }
    for (int j = 0; j < length; j++) {
      dp[j] = (float) (p[j] * (dp[j] - projection));
    }
  }

  @Override
  public float normalise(float[] x, int length, double epsilon) {
    double mean = 0;
    for (int j = 0; j < length; j++) {
      mean += x[j];
    }
    mean /= length;
    double squares = 0;
    for (int j = 0; j < length; j++) {
      squares += (x[j] - mean) * (x[j] - mean);
    }
    double inverse = 1 / Math.sqrt(squares / length + epsilon);
    for (int j = 0; j < length; j++) {
      x[j] = (float) ((x[j] - mean) * inverse);
    }
    return (float) inverse;
  }

  @Override
  public void affine(float[] x, float[] scale, float[] shift, int length) {
    for (int j = 0; j < length; j++) {
      x[j] = x[j] * scale[j] + shift[j];
    }
  }

  @Override
  public void addProducts(float[] x, float[] dy, float[] products, float[] sums, int length) {
    for (int j = 0; j < length; j++) {
      products[j] += x[j] * dy[j];
    }
    for (int j = 0; j < length; j++) {
      sums[j] += dy[j];
    }
  }

  @Override
  public void normGradient(float[] x, float[] dy, float[] scale, float inverse, int length) {
    double mean = 0;
    double along = 0;
    for (int j = 0; j < length; j++) {
      double g = (double) scale[j] * dy[j];
      mean += g;
      along += g * x[j];
    }
    mean /= length;
    along /= length;
    for (int j = 0; j < length; j++) {
      dy[j] = (float) (inverse * ((double) scale[j] * dy[j] - mean - x[j] * along));
    }
  }
}
