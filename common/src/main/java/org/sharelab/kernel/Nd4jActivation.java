package org.sharelab.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.sharelab.model.Operation.Activation;

/** Activations in ND4J's arithmetic. */
record Nd4jActivation(Activation.Function function) implements ActivationKernel {

  @Override
  public void forward(Tensor x, Tensor y) {
    INDArray input = Nd4jTensor.array(x);
    INDArray output =
        switch (function) {
          case RELU -> Transforms.max(input, 0.0, true).addi(Nd4jTensor.zeroOrNan(input.eq(input)));
          case GELU -> input.mul(normalCdf(input));
          case SILU -> input.mul(Transforms.sigmoid(input, true));
          case SIGMOID -> Transforms.sigmoid(input, true);
        };
    Nd4jTensor.array(y).assign(output);
  }

  @Override
  public void backward(Tensor x, Tensor dy, Tensor dx) {
    INDArray derivative = derivative(Nd4jTensor.array(x));
    Nd4jTensor.array(dx).assign(Nd4jTensor.array(dy).mul(derivative));
  }

  private INDArray derivative(INDArray x) {
    return switch (function) {
      case RELU -> step(x);
      case GELU -> normalCdf(x).addi(x.mul(normalDensity(x)));
      case SILU -> {
        // s + x s (1 - s)
        INDArray s = Transforms.sigmoid(x, true);
        yield s.add(x.mul(s).muli(s.rsub(1.0)));
      }
      case SIGMOID -> {
        INDArray s = Transforms.sigmoid(x, true);
        yield s.mul(s.rsub(1.0));
      }
    };
  }

  private static INDArray step(INDArray x) {
    return x.gt(0).castTo(x.dataType());
  }

  /** Phi(x) = (1 + erf(x / sqrt 2)) / 2. */
  private static INDArray normalCdf(INDArray x) {
    INDArray scaled = x.mul(Math.sqrt(0.5));
    return Nd4j.exec(new Erf(scaled, scaled)).addi(1.0).muli(0.5);
  }

  private static INDArray normalDensity(INDArray x) {
    return Transforms.exp(x.mul(x).muli(-0.5), false).muli(1 / Math.sqrt(2 * Math.PI));
  }
}
