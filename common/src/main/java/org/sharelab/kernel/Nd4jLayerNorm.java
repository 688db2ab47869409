package org.sharelab.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Layer normalisation in ND4J's arithmetic. */
record Nd4jLayerNorm(double epsilon) implements LayerNormKernel {

  @Override
  public void forward(INDArray x, INDArray gamma, INDArray beta, INDArray y) {
    INDArray normalised = centred(x);
    normalised.muliColumnVector(inverseDeviation(normalised));
    normalised.muliRowVector(gamma).addiRowVector(beta);
    y.assign(normalised);
  }

  @Override
  public void backward(
      INDArray x, INDArray dy, INDArray gamma, INDArray dx, INDArray dGamma, INDArray dBeta) {
    INDArray normalised = centred(x);
    INDArray inverse = inverseDeviation(normalised);
    normalised.muliColumnVector(inverse);
    dGamma.addi(dy.mul(normalised).sum(0).reshape(dGamma.shape()));
    dBeta.addi(dy.sum(0).reshape(dBeta.shape()));
    INDArray g = dy.mulRowVector(gamma);
    INDArray projection = g.mul(normalised).mean(true, 1);
    INDArray gradient = g.subColumnVector(g.mean(true, 1));
    gradient.subi(normalised.muliColumnVector(projection)).muliColumnVector(inverse);
    dx.assign(gradient);
  }

  private static INDArray centred(INDArray x) {
    return x.subColumnVector(x.mean(true, 1));
  }

  private INDArray inverseDeviation(INDArray centred) {
    INDArray variance = centred.mul(centred).mean(true, 1);
    return Transforms.sqrt(variance.addi(epsilon), false).rdivi(1.0);
  }
}
