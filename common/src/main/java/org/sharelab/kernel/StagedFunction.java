package org.sharelab.kernel;

import java.util.Arrays;

/** A function of each scalar of a short heap array, and its derivative. */
interface StagedFunction {
  /** x = f(u). */
  void value(float[] u, float[] x, int length);

  /** d = f'(u); any number where u is not one, since the value tells. */
  void derivative(float[] u, float[] d, int length);

  /** Whether it leaves its argument as it is. */
  default boolean isIdentity() {
    return false;
  }

  /** What leaves its argument as it is. */
  final class Identity implements StagedFunction {
    @Override
    public void value(float[] u, float[] x, int length) {
      System.arraycopy(u, 0, x, 0, length);
    }

    @Override
    public void derivative(float[] u, float[] d, int length) {
      Arrays.fill(d, 0, length, 1f);
    }

    @Override
    public boolean isIdentity() {
      return true;
    }
  }

  /** max(u, 0), or NaN. */
  final class Relu implements StagedFunction {
    @Override
    public void value(float[] u, float[] x, int length) {
      for (int i = 0; i < length; i++) {
        x[i] = Math.max(u[i], 0f);
      }
    }

    @Override
    public void derivative(float[] u, float[] d, int length) {
      for (int i = 0; i < length; i++) {
        d[i] = u[i] > 0f ? 1f : 0f;
      }
    }
  }
}
