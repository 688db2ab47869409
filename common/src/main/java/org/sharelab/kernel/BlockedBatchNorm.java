package org.sharelab.kernel;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Batch norm of an activation, or of what comes, on tensors in blocked layout. */
final class BlockedBatchNorm implements BatchNormKernel {
  private final BatchShape shape;
  private final StagedBatchNorm norm;

  /**
   * @param activation what is applied before the norm
   */
  BlockedBatchNorm(
      OneDnnSession session, BatchShape shape, double epsilon, StagedFunction activation) {
    this.shape = shape;
    norm = new StagedBatchNorm(shape, session.channelBlock(), epsilon, session.loops(), activation);
  }

  @Override
  public Statistics statistics() {
    return new Saved(new StagedBatchNorm.Moments(shape.channels()));
  }

  @Override
  public void forward(
      Tensor x, INDArray gamma, INDArray beta, Statistics batch, Tensor residual, Tensor y) {
    norm.forward(
        scalars(x),
        perChannel(gamma),
        perChannel(beta),
        ((Saved) batch).moments(),
        scalars(residual),
        scalars(y));
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
    norm.evaluate(
        scalars(x),
        perChannel(gamma),
        perChannel(beta),
        new StagedBatchNorm.Moments(doubles(mean), doubles(variance)),
        scalars(residual),
        scalars(y));
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
    StagedBatchNorm.Sums sums = new StagedBatchNorm.Sums(shape.channels());
    norm.backward(
        scalars(x), scalars(dy), perChannel(gamma), ((Saved) batch).moments(), scalars(dx), sums);
    add(sums.dGamma(), dGamma);
    add(sums.dBeta(), dBeta);
    if (dxSums != null) {
      add(sums.du(), dxSums);
    }
  }

  private void add(double[] values, INDArray array) {
    Rows.add(PlainArrays.address(array, shape.channels()), values);
  }

  private static FloatBuffer scalars(Tensor tensor) {
    return tensor == null ? null : ((OneDnnTensor) tensor).scalars();
  }

  private float[] perChannel(INDArray array) {
    int channels = shape.channels();
    return Rows.read(PlainArrays.address(array, channels), 0, new float[channels]);
  }

  private double[] doubles(INDArray array) {
    float[] values = perChannel(array);
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return doubles;
  }

  private final class Saved implements Statistics {
    private final StagedBatchNorm.Moments moments;

    Saved(StagedBatchNorm.Moments moments) {
      this.moments = moments;
    }

    StagedBatchNorm.Moments moments() {
      return moments;
    }

    @Override
    public void update(INDArray runningMean, INDArray runningVariance, double momentum) {
      double count = shape.perChannel();
      double unbiased = count > 1 ? count / (count - 1) : 1;
      move(runningMean, moments.means(), 1, momentum);
      move(runningVariance, moments.variances(), unbiased, momentum);
    }

    private void move(INDArray running, double[] newest, double factor, double momentum) {
      Pointer address = PlainArrays.address(running, shape.channels());
      float[] values = Rows.read(address, 0, new float[shape.channels()]);
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) ((1 - momentum) * values[i] + momentum * factor * newest[i]);
      }
      Rows.write(address, 0, values);
    }
  }
}
