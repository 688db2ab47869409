package org.sharelab.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Matrix product with bias by ND4J's gemm. */
record Nd4jDense() implements DenseKernel {
  @Override
  public void forward(INDArray x, INDArray weight, INDArray bias, INDArray y) {
    y.assign(x.mmul(weight));
    if (bias != null) {
      y.addiRowVector(bias.reshape(1, bias.length()));
    }
  }

  @Override
  public void backwardData(INDArray dy, INDArray weight, INDArray dx) {
    dx.assign(dy.mmul(weight.transpose()));
  }

  @Override
  public void backwardWeights(INDArray x, INDArray dy, INDArray dWeight, INDArray dBias) {
    dWeight.addi(x.transpose().mmul(dy));
    if (dBias != null) {
      dBias.addi(dy.sum(0).reshape(dBias.shape()));
    }
  }
}
