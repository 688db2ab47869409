package org.sharelab.kernel;

import java.nio.FloatBuffer;

/**
 * Elementwise passes in Java where oneDNN's own are wrong for us: its derivative of GELU is too
 * coarse for gradients of whole networks, and its ReLU turns what is not a number into 0, which
 * would hide a diverged trial.
 *
 * <p>Scalars are copied to short heap arrays, which stay in the first-level cache.
 */
final class StagedPass {
  private static final int CHUNK = 2048;

  private final StagedFunction function;
  private final float[] inputs = new float[CHUNK];
  private final float[] gradients = new float[CHUNK];

  StagedPass(StagedFunction function) {
    this.function = function;
  }

  /** y = f(x) over whole buffers; y may be x. */
  void forward(FloatBuffer x, FloatBuffer y) {
    int size = x.capacity();
    for (int start = 0; start < size; start += CHUNK) {
      int length = Math.min(CHUNK, size - start);
      x.get(start, inputs, 0, length);
      function.apply(inputs, gradients, length);
      y.put(start, gradients, 0, length);
    }
  }

  /** dx = f'(x) dy over whole buffers; dx may be dy. */
  void backward(FloatBuffer x, FloatBuffer dy, FloatBuffer dx) {
    int size = x.capacity();
    for (int start = 0; start < size; start += CHUNK) {
      int length = Math.min(CHUNK, size - start);
      x.get(start, inputs, 0, length);
      dy.get(start, gradients, 0, length);
      function.multiplyByDerivative(inputs, gradients, length);
      dx.put(start, gradients, 0, length);
    }
  }
}
