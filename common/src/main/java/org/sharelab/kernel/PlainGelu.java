package org.sharelab.kernel;

import static org.sharelab.kernel.GeluFit.*;

/** {@link GeluFit} in loops that the Java compiler vectorises. */
final class PlainGelu implements StagedFunction {
  @Override
  public void value(float[] u, float[] x, int length) {
    for (int i = 0; i < length; i++) {
      float z = Math.max(-CDF_BOUND, Math.min(CDF_BOUND, u[i]));
      float s = z * z;
      float p = ((((P5 * s + P4) * s + P3) * s + P2) * s + P1) * s + P0;
      float q = (((((Q6 * s + Q5) * s + Q4) * s + Q3) * s + Q2) * s + Q1) * s + 1f;
      x[i] = u[i] * (0.5f + z * p / q);
    }
  }

  @Override
  public void derivative(float[] u, float[] d, int length) {
    for (int i = 0; i < length; i++) {
      float z = Math.max(-DERIVATIVE_BOUND, Math.min(DERIVATIVE_BOUND, u[i]));
      float s = z * z;
      float p = (((((DP6 * s + DP5) * s + DP4) * s + DP3) * s + DP2) * s + DP1) * s + DP0;
      float q = DQ7 * s + DQ6;
      q = (((((q * s + DQ5) * s + DQ4) * s + DQ3) * s + DQ2) * s + DQ1) * s + 1f;
      d[i] = 0.5f + z * p / q;
    }
  }
}
