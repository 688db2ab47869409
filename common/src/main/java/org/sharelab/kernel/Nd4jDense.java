package org.sharelab.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Matrix product with bias by ND4J's gemm. */
record Nd4jDense(DenseShape shape) implements DenseKernel {
  @Override
  public void forward(Tensor x, INDArray weight, INDArray bias, Tensor y) {
    INDArray output = matrix(y, shape.out());
    output.assign(matrix(x, shape.in()).mmul(weight(weight)));
    if (bias != null) {
      output.addiRowVector(bias.reshape(1, bias.length()));
    }
  }

  @Override
  public void backwardData(Tensor dy, INDArray weight, Tensor dx) {
    matrix(dx, shape.in()).assign(matrix(dy, shape.out()).mmul(weight(weight).transpose()));
  }

  @Override
  public void backwardWeights(Tensor x, Tensor dy, INDArray dWeight, INDArray dBias) {
    INDArray gradient = matrix(dy, shape.out());
    INDArray product = matrix(x, shape.in()).transpose().mmul(gradient);
    weight(dWeight).addi(product);
    if (dBias != null) {
      dBias.addi(gradient.sum(0).reshape(dBias.shape()));
    }
  }

  private INDArray matrix(Tensor tensor, int columns) {
    return Nd4jTensor.matrix(tensor, shape.rows(), columns);
  }

  /** A view of [I, O]. */
  private INDArray weight(INDArray array) {
    return shape.outputsFirst()
        ? array.reshape('c', shape.out(), shape.in()).transpose()
        : array.reshape('c', shape.in(), shape.out());
  }
}
