package org.sharelab.kernel;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Batch normalisation in ND4J's arithmetic. */
final class Nd4jBatchNorm implements BatchNormKernel {
  private static final int[] PER_CHANNEL = {0, 2, 3};

  private final BatchShape shape;
  private final double epsilon;

  Nd4jBatchNorm(BatchShape shape, double epsilon) {
    this.shape = shape;
    this.epsilon = epsilon;
  }

  @Override
  public Statistics statistics() {
    return new Saved();
  }

  @Override
  public void forward(
      Tensor x, INDArray gamma, INDArray beta, Statistics batch, Tensor residual, Tensor y) {
    Saved saved = (Saved) batch;
    INDArray input = Nd4jTensor.array(x);
    saved.mean = input.mean(PER_CHANNEL);
    INDArray centred = input.sub(spread(saved.mean));
    saved.variance = centred.mul(centred).mean(PER_CHANNEL);
    evaluate(x, gamma, beta, saved.mean, saved.variance, residual, y);
  }

  @Override
  public void evaluate(
      Tensor x,
      INDArray gamma,
      INDArray beta,
      INDArray mean,
      INDArray variance,
      Tensor residual,
      Tensor y) {
    INDArray factor = inverseDeviation(variance).mul(gamma.reshape(shape.channels()));
    INDArray normalised = Nd4jTensor.array(x).sub(spread(mean)).muli(spread(factor));
    normalised.addi(spread(beta));
    if (residual != null) {
      normalised.addi(Nd4jTensor.array(residual));
    }
    Nd4jTensor.array(y).assign(normalised);
  }

  @Override
  public void backward(
      Tensor x,
      Tensor dy,
      INDArray gamma,
      Statistics batch,
      Tensor dx,
      INDArray dGamma,
      INDArray dBeta,
      INDArray dxSums) {
    // In double throughout: means rounded to float shift whole channels; see StagedBatchNorm.
    INDArray centred = Nd4jTensor.array(x).castTo(DataType.DOUBLE);
    centred.subi(spread(centred.mean(PER_CHANNEL)));
    INDArray inverse = inverseDeviation(centred.mul(centred).mean(PER_CHANNEL));
    INDArray normalised = centred.muli(spread(inverse));
    INDArray gradient = Nd4jTensor.array(dy).castTo(DataType.DOUBLE);
    INDArray shift = gradient.sum(PER_CHANNEL);
    INDArray scale = gradient.mul(normalised).sum(PER_CHANNEL);
    dGamma.addi(scale.castTo(dGamma.dataType()).reshape(dGamma.shape()));
    dBeta.addi(shift.castTo(dBeta.dataType()).reshape(dBeta.shape()));
    long count = shape.perChannel();
    gradient.subi(spread(shift.div(count))).subi(normalised.muli(spread(scale.div(count))));
    INDArray factor = inverse.mul(gamma.castTo(DataType.DOUBLE).reshape(shape.channels()));
    gradient.muli(spread(factor));
    if (dxSums != null) {
      INDArray sums = gradient.sum(PER_CHANNEL);
      dxSums.addi(sums.castTo(dxSums.dataType()).reshape(dxSums.shape()));
    }
    Nd4jTensor.array(dx).assign(gradient);
  }

  private INDArray inverseDeviation(INDArray variance) {
    return Transforms.sqrt(variance.reshape(shape.channels()).add(epsilon), false).rdivi(1.0);
  }

  private INDArray spread(INDArray perChannel) {
    return perChannel.reshape(1, shape.channels(), 1, 1).broadcast(shape.dimensions());
  }

  private final class Saved implements Statistics {
    private INDArray mean;
    private INDArray variance;

    @Override
    public void update(INDArray runningMean, INDArray runningVariance, double momentum) {
      double count = shape.perChannel();
      double unbiased = count > 1 ? count / (count - 1) : 1;
      runningMean.muli(1 - momentum).addi(mean.mul(momentum).reshape(runningMean.shape()));
      runningVariance
          .muli(1 - momentum)
          .addi(variance.mul(momentum * unbiased).reshape(runningVariance.shape()));
    }
  }
}
