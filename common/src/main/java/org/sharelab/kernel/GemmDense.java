package org.sharelab.kernel;

import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Matrix product with bias by oneDNN's gemm. */
record GemmDense(int rows, int in, int out) implements DenseKernel {

  @Override
  public void forward(INDArray x, INDArray weight, INDArray bias, INDArray y) {
    Pointer to = output(y);
    if (bias != null) {
      float[] row = Rows.read(PlainArrays.address(bias, out), 0, new float[out]);
      for (int i = 0; i < rows; i++) {
        Rows.write(to, (long) i * out, row);
      }
    }
    float keep = bias == null ? 0f : 1f;
    Gemm.multiply(rows, out, in, 1f, input(x), weight(weight), keep, to);
  }

  @Override
  public void backwardData(INDArray dy, INDArray weight, INDArray dx) {
    Gemm.multiplyTransposed(rows, in, out, 1f, output(dy), weight(weight), 0f, input(dx));
  }

  @Override
  public void backwardWeights(INDArray x, INDArray dy, INDArray dWeight, INDArray dBias) {
    Gemm.transposedMultiply(in, out, rows, 1f, input(x), output(dy), 1f, weight(dWeight));
    if (dBias != null) {
      Rows.add(PlainArrays.address(dBias, out), Rows.columnSums(output(dy), rows, out));
    }
  }

  private Pointer input(INDArray array) {
    return PlainArrays.address(array, (long) rows * in);
  }

  private Pointer output(INDArray array) {
    return PlainArrays.address(array, (long) rows * out);
  }

  private Pointer weight(INDArray array) {
    return PlainArrays.address(array, (long) in * out);
  }
}
