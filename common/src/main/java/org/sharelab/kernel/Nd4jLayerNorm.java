package org.sharelab.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Layer normalisation in ND4J's arithmetic. */
record Nd4jLayerNorm(int rows, int width, double epsilon) implements LayerNormKernel {

  @Override
  public void forward(Tensor x, INDArray gamma, INDArray beta, Tensor y) {
    INDArray normalised = centred(matrix(x));
    normalised.muliColumnVector(inverseDeviation(normalised));
    normalised.muliRowVector(gamma).addiRowVector(beta);
    matrix(y).assign(normalised);
  }

  @Override
  public void backward(
      Tensor x, Tensor dy, INDArray gamma, Tensor dx, INDArray dGamma, INDArray dBeta) {
    INDArray normalised = centred(matrix(x));
    INDArray gradients = matrix(dy);
    INDArray inverse = inverseDeviation(normalised);
    normalised.muliColumnVector(inverse);
    dGamma.addi(gradients.mul(normalised).sum(0).reshape(dGamma.shape()));
    dBeta.addi(gradients.sum(0).reshape(dBeta.shape()));
    INDArray g = gradients.mulRowVector(gamma);
    INDArray projection = g.mul(normalised).mean(true, 1);
    INDArray gradient = g.subColumnVector(g.mean(true, 1));
    gradient.subi(normalised.muliColumnVector(projection)).muliColumnVector(inverse);
    matrix(dx).assign(gradient);
  }

  private INDArray matrix(Tensor tensor) {
    return Nd4jTensor.matrix(tensor, rows, width);
  }

  private static INDArray centred(INDArray x) {
    return x.subColumnVector(x.mean(true, 1));
  }

  private INDArray inverseDeviation(INDArray centred) {
    INDArray variance = centred.mul(centred).mean(true, 1);
    return Transforms.sqrt(variance.addi(epsilon), false).rdivi(1.0);
  }
}
