package org.sharelab.kernel;

import java.nio.FloatBuffer;

/**
 * Elementwise passes in Java where oneDNN's own are wrong for us: its derivative of GELU is too
 * coarse for gradients of whole networks, and its ReLU turns what is not a number into 0, which
 * would hide a diverged trial.
 *
 * <p>Scalars are copied to short heap arrays, which stay in the first-level cache and whose loops
 * the Java compiler vectorises.
 */
final class StagedPass {
  private static final int CHUNK = 2048;
  private static final float BOUND = 5.8f;

  private final float[] inputs = new float[CHUNK];
  private final float[] gradients = new float[CHUNK];

  /** dx = d(x) dy over whole buffers, d the derivative of GELU; dx may be dy. */
  void geluBackward(FloatBuffer x, FloatBuffer dy, FloatBuffer dx) {
    int size = x.capacity();
    for (int start = 0; start < size; start += CHUNK) {
      int length = Math.min(CHUNK, size - start);
      x.get(start, inputs, 0, length);
      dy.get(start, gradients, 0, length);
      multiplyByDerivative(inputs, gradients, length);
      dx.put(start, gradients, 0, length);
    }
  }

  /** y = max(x, 0), or NaN; y may be x. */
  void relu(FloatBuffer x, FloatBuffer y) {
    int size = x.capacity();
    for (int start = 0; start < size; start += CHUNK) {
      int length = Math.min(CHUNK, size - start);
      x.get(start, inputs, 0, length);
      clampBelow(inputs, length);
      y.put(start, inputs, 0, length);
    }
  }

  private static void clampBelow(float[] x, int length) {
    for (int i = 0; i < length; i++) {
      x[i] = Math.max(x[i], 0f);
    }
  }

  /**
   * The derivative of the exact GELU, d = Phi(x) + x phi(x). d - 1/2, which is odd, is x P(x^2) /
   * Q(x^2) with coefficients fitted by reweighted least squares; beyond {@value #BOUND} d is
   * constant to 3e-7. The largest error of the fit is 2.3e-9, with rounding 3e-7.
   */
  private static void multiplyByDerivative(float[] x, float[] dy, int length) {
    for (int i = 0; i < length; i++) {
      float z = Math.max(-BOUND, Math.min(BOUND, x[i]));
      float s = z * z;
      float p = 1.5829943610204886e-8f;
      p = p * s + 7.502606805064065e-7f;
      p = p * s + 3.407383106754136e-5f;
      p = p * s + 1.3718781350246587e-4f;
      p = p * s + 1.4000390210027504e-2f;
      p = p * s - 2.6003793384114432e-2f;
      p = p * s + 7.978845428409951e-1f;
      float q = 1.2864990146731933e-9f;
      q = q * s + 2.9246473821987646e-7f;
      q = q * s + 9.452993172297257e-6f;
      q = q * s + 2.2899174429789353e-4f;
      q = q * s + 3.7851098601358003e-3f;
      q = q * s + 4.279495470301813e-2f;
      q = q * s + 3.007421825394082e-1f;
      q = q * s + 1f;
      dy[i] *= 0.5f + z * p / q;
    }
  }
}
