package org.sharelab.kernel;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_batch_normalization_desc_t;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Batch normalisation by oneDNN, its backward pass by {@link StagedBatchNorm}. */
final class OneDnnBatchNorm implements BatchNormKernel {
  private static final int AFFINE = dnnl_use_scale | dnnl_use_shift;

  private final OneDnnSession session;
  private final BatchShape shape;
  private final float epsilon;
  private final OneDnnLayout layout;
  private final OneDnnLayout perChannel;
  private final OneDnnMemory gamma;
  private final OneDnnMemory beta;
  private final OneDnnPrimitive train;
  private OneDnnPrimitive evaluate;
  private final StagedBatchNorm backward;
  private Saved given;

  OneDnnBatchNorm(OneDnnSession session, BatchShape shape, double epsilon) {
    this.session = session;
    this.shape = shape;
    this.epsilon = (float) epsilon;
    layout = session.nativeLayout(shape);
    perChannel = OneDnnLayout.plain(session, shape.channels());
    gamma = OneDnnMemory.unbound(session, perChannel);
    beta = OneDnnMemory.unbound(session, perChannel);
    train = planForward(dnnl_forward_training, AFFINE);
    backward = new StagedBatchNorm(shape, session.channelBlock(), epsilon, StagedFunction.IDENTITY);
  }

  private OneDnnPrimitive planForward(int kind, int flags) {
    try (dnnl_batch_normalization_desc_t operation = new dnnl_batch_normalization_desc_t()) {
      OneDnnSession.check(
          dnnl_batch_normalization_forward_desc_init(
              operation, kind, layout.descriptor(), epsilon, flags),
          "describe",
          "batch norm");
      return session.own(OneDnnPrimitive.create(session, operation, null));
    }
  }

  @Override
  public Statistics statistics() {
    return new Saved();
  }

  @Override
  public void forward(
      Tensor x, INDArray gammaArray, INDArray betaArray, Statistics batch, Tensor y) {
    Saved saved = (Saved) batch;
    run(train, x, gammaArray, betaArray, saved.mean, saved.variance, y);
  }

  @Override
  public void evaluate(
      Tensor x,
      INDArray gammaArray,
      INDArray betaArray,
      INDArray mean,
      INDArray variance,
      Tensor y) {
    if (evaluate == null) {
      evaluate = planForward(dnnl_forward_inference, AFFINE | dnnl_use_global_stats);
      given =
          new Saved(
              OneDnnMemory.unbound(session, perChannel), OneDnnMemory.unbound(session, perChannel));
    }
    int channels = shape.channels();
    run(
        evaluate,
        x,
        gammaArray,
        betaArray,
        given.mean.bind(mean, channels),
        given.variance.bind(variance, channels),
        y);
  }

  private void run(
      OneDnnPrimitive primitive,
      Tensor x,
      INDArray gammaArray,
      INDArray betaArray,
      OneDnnMemory mean,
      OneDnnMemory variance,
      Tensor y) {
    primitive
        .with(DNNL_ARG_SRC, OneDnnTensor.memory(x))
        .with(DNNL_ARG_MEAN, mean)
        .with(DNNL_ARG_VARIANCE, variance)
        .with(DNNL_ARG_SCALE, gamma.bind(gammaArray, shape.channels()))
        .with(DNNL_ARG_SHIFT, beta.bind(betaArray, shape.channels()))
        .with(DNNL_ARG_DST, OneDnnTensor.memory(y))
        .run();
  }

  @Override
  public void backward(
      Tensor x,
      Tensor dy,
      INDArray gammaArray,
      Statistics batch,
      Tensor dx,
      INDArray dGamma,
      INDArray dBeta) {
    backward(backward, x, dy, gammaArray, (Saved) batch, dx, dGamma, dBeta);
  }

  /** The same through an activation before the norm. */
  ActivationNormKernel after(StagedFunction activation) {
    StagedBatchNorm fused = new StagedBatchNorm(shape, session.channelBlock(), epsilon, activation);
    return (u, dy, gammaArray, batch, du, dGamma, dBeta) ->
        backward(fused, u, dy, gammaArray, (Saved) batch, du, dGamma, dBeta);
  }

  private void backward(
      StagedBatchNorm pass,
      Tensor x,
      Tensor dy,
      INDArray gammaArray,
      Saved saved,
      Tensor dx,
      INDArray dGamma,
      INDArray dBeta) {
    int channels = shape.channels();
    double[] scale = new double[channels];
    double[] shift = new double[channels];
    pass.backward(
        ((OneDnnTensor) x).scalars(),
        ((OneDnnTensor) dy).scalars(),
        Rows.read(PlainArrays.address(gammaArray, channels), 0, new float[channels]),
        Rows.read(saved.mean.address(), 0, new float[channels]),
        Rows.read(saved.variance.address(), 0, new float[channels]),
        ((OneDnnTensor) dx).scalars(),
        scale,
        shift);
    Rows.add(PlainArrays.address(dGamma, channels), scale);
    Rows.add(PlainArrays.address(dBeta, channels), shift);
  }

  private final class Saved implements Statistics {
    private final OneDnnMemory mean;
    private final OneDnnMemory variance;

    Saved() {
      this(OneDnnMemory.allocate(session, perChannel), OneDnnMemory.allocate(session, perChannel));
    }

    Saved(OneDnnMemory mean, OneDnnMemory variance) {
      this.mean = mean;
      this.variance = variance;
    }

    @Override
    public void update(INDArray runningMean, INDArray runningVariance, double momentum) {
      double count = shape.perChannel();
      double unbiased = count > 1 ? count / (count - 1) : 1;
      move(runningMean, mean, 1, momentum);
      move(runningVariance, variance, unbiased, momentum);
    }

    private void move(INDArray running, OneDnnMemory newest, double factor, double momentum) {
      FloatPointer to = new FloatPointer(PlainArrays.address(running, shape.channels()));
      FloatPointer from = new FloatPointer(newest.address());
      for (int i = 0; i < shape.channels(); i++) {
        to.put(i, (float) ((1 - momentum) * to.get(i) + momentum * factor * from.get(i)));
      }
    }
  }
}
