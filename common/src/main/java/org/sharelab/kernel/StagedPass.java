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
  private final StagedLoops loops;
  private final StagedFunction function;
  private final float[] inputs = new float[StagedLoops.CHUNK];
  private final float[] outputs = new float[StagedLoops.CHUNK];
  private final float[] gradients = new float[StagedLoops.CHUNK];

  StagedPass(StagedLoops loops, StagedFunction function) {
    this.loops = loops;
    this.function = function;
  }

  /** y = f(x) over whole buffers; y may be x. */
  void forward(FloatBuffer x, FloatBuffer y) {
    int size = x.capacity();
    for (int start = 0; start < size; start += StagedLoops.CHUNK) {
      int length = Math.min(StagedLoops.CHUNK, size - start);
      x.get(start, inputs, 0, length);
      function.value(inputs, outputs, length);
      y.put(start, outputs, 0, length);
    }
  }

  /** dx = f'(x) dy over whole buffers; dx may be dy. */
  void backward(FloatBuffer x, FloatBuffer dy, FloatBuffer dx) {
    int size = x.capacity();
    for (int start = 0; start < size; start += StagedLoops.CHUNK) {
      int length = Math.min(StagedLoops.CHUNK, size - start);
      x.get(start, inputs, 0, length);
      dy.get(start, gradients, 0, length);
      function.derivative(inputs, outputs, length);
      loops.multiply(outputs, gradients, length);
      dx.put(start, gradients, 0, length);
    }
  }
}
