package org.sharelab.kernel;

/** Sums and products in ND4J's arithmetic. */
record Nd4jPointwise() implements PointwiseKernel {
  @Override
  public void add(Tensor a, Tensor b, Tensor y) {
    Nd4jTensor.array(y).assign(Nd4jTensor.array(a).add(Nd4jTensor.array(b)));
  }

  @Override
  public void multiply(Tensor a, Tensor b, Tensor y) {
    Nd4jTensor.array(y).assign(Nd4jTensor.array(a).mul(Nd4jTensor.array(b)));
  }
}
