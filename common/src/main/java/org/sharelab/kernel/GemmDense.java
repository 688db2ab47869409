package org.sharelab.kernel;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.kernel.Gemm.Matrix;

/** Matrix product with bias by oneDNN's gemm. */
record GemmDense(DenseShape shape) implements DenseKernel {

  @Override
  public void forward(Tensor x, INDArray weight, INDArray bias, Tensor y) {
    if (bias != null) {
      FloatBuffer to = ((OneDnnTensor) y).scalars();
      float[] row = vector(bias);
      for (int i = 0; i < shape.rows(); i++) {
        to.put(i * shape.out(), row);
      }
    }
    float keep = bias == null ? 0f : 1f;
    Gemm.multiply(
        shape.rows(), shape.out(), shape.in(), 1f, input(x), weight(weight), keep, output(y));
  }

  private float[] vector(INDArray bias) {
    return Rows.read(PlainArrays.address(bias, shape.out()), 0, new float[shape.out()]);
  }

  @Override
  public void backwardData(Tensor dy, INDArray weight, Tensor dx) {
    Matrix turned = weight(weight).turned();
    Gemm.multiply(shape.rows(), shape.in(), shape.out(), 1f, output(dy), turned, 0f, input(dx));
  }

  @Override
  public void backwardWeights(Tensor x, Tensor dy, INDArray dWeight, INDArray dBias) {
    Matrix sum = weight(dWeight);
    if (shape.outputsFirst()) {
      Matrix first = output(dy).turned();
      Gemm.multiply(shape.out(), shape.in(), shape.rows(), 1f, first, input(x), 1f, sum.turned());
    } else {
      Matrix first = input(x).turned();
      Gemm.multiply(shape.in(), shape.out(), shape.rows(), 1f, first, output(dy), 1f, sum);
    }
    if (dBias != null) {
      double[] sums = Rows.columnSums(((OneDnnTensor) dy).scalars(), shape.rows(), shape.out());
      Rows.add(PlainArrays.address(dBias, shape.out()), sums);
    }
  }

  private Matrix input(Tensor x) {
    return Matrix.of(OneDnnTensor.memory(x).address(), shape.in());
  }

  private Matrix output(Tensor y) {
    return Matrix.of(OneDnnTensor.memory(y).address(), shape.out());
  }

  /** [I, O]. */
  private Matrix weight(INDArray array) {
    var start = PlainArrays.address(array, (long) shape.in() * shape.out());
    return shape.outputsFirst()
        ? Matrix.of(start, shape.in()).turned()
        : Matrix.of(start, shape.out());
  }
}
