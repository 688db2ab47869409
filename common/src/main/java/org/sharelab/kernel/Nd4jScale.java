package org.sharelab.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Scaling of channels in ND4J's arithmetic. */
record Nd4jScale() implements ScaleKernel {
  @Override
  public void forward(Tensor x, Tensor s, Tensor y) {
    INDArray input = Nd4jTensor.array(x);
    Nd4jTensor.array(y).assign(input.mul(Nd4jTensor.array(s).broadcast(input.shape())));
  }

  @Override
  public void backwardData(Tensor dy, Tensor s, Tensor dx) {
    forward(dy, s, dx);
  }

  @Override
  public void backwardScale(Tensor x, Tensor dy, Tensor ds) {
    INDArray products = Nd4jTensor.array(x).mul(Nd4jTensor.array(dy));
    INDArray to = Nd4jTensor.array(ds);
    to.assign(products.sum(2, 3).reshape('c', to.shape()));
  }
}
