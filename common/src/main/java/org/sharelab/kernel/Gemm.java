package org.sharelab.kernel;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** Products of row-major matrices by oneDNN. */
final class Gemm {
  private static final byte AS_IS = 'N';
  private static final byte TURNED = 'T';

  private Gemm() {}

  /**
   * A matrix in memory.
   *
   * @param stride scalars from one row to the next
   * @param isTurned whether what lies there is its transpose
   */
  record Matrix(Pointer start, int stride, boolean isTurned) {
    static Matrix of(Pointer start, int columns) {
      return new Matrix(start, columns, false);
    }

    Matrix turned() {
      return new Matrix(start, stride, !isTurned);
    }

    private byte order() {
      return isTurned ? TURNED : AS_IS;
    }
  }

  /** c = factor a b + keep c, with a [m, k], b [k, n] and c [m, n], which is not turned. */
  static void multiply(
      int m, int n, int k, float factor, Matrix a, Matrix b, float keep, Matrix c) {
    OneDnnSession.check(
        dnnl.dnnl_sgemm(
            a.order(),
            b.order(),
            m,
            n,
            k,
            factor,
            new FloatPointer(a.start),
            a.stride,
            new FloatPointer(b.start),
            b.stride,
            keep,
            new FloatPointer(c.start),
            c.stride),
        "multiply",
        "matrices");
  }
}
