package org.sharelab.kernel;

import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Attention by oneDNN's gemm, one matrix after another, with the softmax in Java. */
final class GemmAttention implements AttentionKernel {
  private final int matrices;
  private final int tokens;
  private final int width;
  private final float scale;

  GemmAttention(int matrices, int tokens, int width) {
    this.matrices = matrices;
    this.tokens = tokens;
    this.width = width;
    this.scale = (float) (1 / Math.sqrt(width));
  }

  @Override
  public void forward(INDArray q, INDArray k, INDArray v, INDArray weights, INDArray y) {
    Pointer scores = square(weights);
    float[] row = new float[tokens];
    for (int m = 0; m < matrices; m++) {
      Pointer p = squareOf(scores, m);
      Gemm.multiplyTransposed(tokens, tokens, width, scale, of(q, m), of(k, m), 0f, p);
      for (int i = 0; i < tokens; i++) {
        Rows.softmax(Rows.read(p, (long) i * tokens, row));
        Rows.write(p, (long) i * tokens, row);
      }
      Gemm.multiply(tokens, width, tokens, 1f, p, of(v, m), 0f, of(y, m));
    }
  }

  @Override
  public void backward(
      INDArray q,
      INDArray k,
      INDArray v,
      INDArray weights,
      INDArray dy,
      INDArray dq,
      INDArray dk,
      INDArray dv) {
    try (NativeMemory memory = new NativeMemory()) {
      Pointer ds = memory.allocate((long) tokens * tokens * Float.BYTES).at(0);
      for (int m = 0; m < matrices; m++) {
        Pointer p = squareOf(square(weights), m);
        Gemm.transposedMultiply(tokens, width, tokens, 1f, p, of(dy, m), 0f, of(dv, m));
        Gemm.multiplyTransposed(tokens, tokens, width, 1f, of(dy, m), of(v, m), 0f, ds);
        softmaxGradient(p, ds);
        Gemm.multiply(tokens, width, tokens, scale, ds, of(k, m), 0f, of(dq, m));
        Gemm.transposedMultiply(tokens, width, tokens, scale, ds, of(q, m), 0f, of(dk, m));
      }
    }
  }

  /** ds = p (dp - sum_j p_j dp_j) for each row, in place of dp. */
  private void softmaxGradient(Pointer weights, Pointer gradient) {
    float[] p = new float[tokens];
    float[] d = new float[tokens];
    for (int i = 0; i < tokens; i++) {
      Rows.read(weights, (long) i * tokens, p);
      Rows.read(gradient, (long) i * tokens, d);
      double projection = 0;
      for (int j = 0; j < tokens; j++) {
        projection += (double) p[j] * d[j];
      }
      for (int j = 0; j < tokens; j++) {
        d[j] = (float) (p[j] * (d[j] - projection));
      }
      Rows.write(gradient, (long) i * tokens, d);
    }
  }

  private Pointer square(INDArray array) {
    return PlainArrays.address(array, (long) matrices * tokens * tokens);
  }

  private Pointer squareOf(Pointer start, int matrix) {
    return new NativeMemory.Address(
        start.address() + (long) matrix * tokens * tokens * Float.BYTES);
  }

  private Pointer of(INDArray array, int matrix) {
    long size = (long) tokens * width;
    Pointer start = PlainArrays.address(array, matrices * size);
    return new NativeMemory.Address(start.address() + matrix * size * Float.BYTES);
  }
}
