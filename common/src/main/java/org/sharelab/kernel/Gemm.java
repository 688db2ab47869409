package org.sharelab.kernel;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** Matrix products of plain row-major arrays by oneDNN. */
final class Gemm {
  private static final byte AS_IS = 'N';
  private static final byte TRANSPOSED = 'T';

  private Gemm() {}

  /** c = factor a b + keep c, with a [m, k] and b [k, n]. */
  static void multiply(
      int m, int n, int k, float factor, Pointer a, Pointer b, float keep, Pointer c) {
    run(AS_IS, AS_IS, m, n, k, factor, a, k, b, n, keep, c);
  }

  /** c = factor a b^T + keep c, with a [m, k] and b [n, k]. */
  static void multiplyTransposed(
      int m, int n, int k, float factor, Pointer a, Pointer b, float keep, Pointer c) {
    run(AS_IS, TRANSPOSED, m, n, k, factor, a, k, b, k, keep, c);
  }

  /** c = factor a^T b + keep c, with a [k, m] and b [k, n]. */
  static void transposedMultiply(
      int m, int n, int k, float factor, Pointer a, Pointer b, float keep, Pointer c) {
    run(TRANSPOSED, AS_IS, m, n, k, factor, a, m, b, n, keep, c);
  }

  private static void run(
      byte first,
      byte second,
      int m,
      int n,
      int k,
      float factor,
      Pointer a,
      int strideA,
      Pointer b,
      int strideB,
      float keep,
      Pointer c) {
    OneDnnSession.check(
        dnnl.dnnl_sgemm(
            first,
            second,
            m,
            n,
            k,
            factor,
            new FloatPointer(a),
            strideA,
            new FloatPointer(b),
            strideB,
            keep,
            new FloatPointer(c),
            n),
        "multiply",
        "matrices");
  }
}
