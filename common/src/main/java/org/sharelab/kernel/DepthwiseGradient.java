package org.sharelab.kernel;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_convolution_desc_t;
import org.bytedeco.dnnl.dnnl_matmul_desc_t;
import org.bytedeco.dnnl.dnnl_pooling_desc_t;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.model.Operation;

/**
 * The weight gradient of a depthwise convolution as a depthwise convolution.
 *
 * <p>dW is the correlation of each channel of x with the same channel of dy. In a layout blocked by
 * channels a batch of B images of C channels is, scalar by scalar, one image of B * C channels, and
 * dy read as weights is a depthwise kernel of H' x W' cells. So oneDNN's forward convolution of x
 * with dy, dilated by the stride, gives the K x K gradients of each image, whose sum over the batch
 * is a product with a row of ones. Nothing is copied. oneDNN's own primitive for this takes a
 * generic loop in blocked layouts and is slower by orders of magnitude.
 *
 * <p>Padding channels are zero in both factors, so any number of channels will do.
 */
final class DepthwiseGradient extends ConvolutionGradient {
  private final ConvolutionShape shape;
  private final OneDnnSession session;
  private final int block;
  private final long channels;
  private final OneDnnPrimitive correlate;
  private final OneDnnMemory image;
  private final OneDnnMemory kernel;
  private final OneDnnMemory perExample;
  private final BatchSum sum;
  private final Accumulator weight;
  private final ChannelSum bias;

  DepthwiseGradient(OneDnnSession session, ConvolutionShape shape, boolean withBias) {
    this.session = session;
    this.shape = shape;
    block = session.channelBlock();
    channels = session.paddedChannels(shape.input().channels());
    Operation.Convolution o = shape.operation();
    int k = o.kernel();
    int batch = shape.input().batch();
    long all = batch * channels;
    BatchShape in = shape.input();
    BatchShape out = shape.output();
    OneDnnLayout imageLayout =
        OneDnnLayout.blocked(session, block, 1, all, in.height(), in.width());
    OneDnnLayout kernelLayout =
        OneDnnLayout.blockedGroups(session, block, all, 1, 1, out.height(), out.width());
    OneDnnLayout result = OneDnnLayout.blocked(session, block, 1, all, k, k);
    correlate = session.own(planCorrelation(imageLayout, kernelLayout, result));
    image = OneDnnMemory.unbound(session, imageLayout);
    kernel = OneDnnMemory.unbound(session, kernelLayout);
    perExample = OneDnnMemory.allocate(session, result);
    OneDnnMemory total =
        OneDnnMemory.allocate(
            session, OneDnnLayout.blockedGroups(session, block, channels, 1, 1, k, k));
    sum = new BatchSum(session, batch, channels * k * k, perExample, total);
    weight = new Accumulator(session, trimmed(total), plainWeight());
    bias = withBias ? new ChannelSum(session, out) : null;
  }

  /** Whether the shape has this form: one input and output channel per group, blocked layout. */
  static boolean covers(OneDnnSession session, ConvolutionShape shape) {
    return shape.isDepthwise()
        && shape.source() == Layout.NATIVE
        && session.channelBlock() > 1
        && lastPadding(shape, shape.input().height(), shape.output().height()) >= 0
        && lastPadding(shape, shape.input().width(), shape.output().width()) >= 0;
  }

  /** Padding after the image with which the correlation has exactly K results. */
  private static long lastPadding(ConvolutionShape shape, int in, int out) {
    Operation.Convolution o = shape.operation();
    return (long) (out - 1) * o.stride() + o.kernel() - in - o.padBefore();
  }

  boolean isCompiled() {
    return correlate.isCompiled();
  }

  private OneDnnPrimitive planCorrelation(OneDnnLayout x, OneDnnLayout dy, OneDnnLayout result) {
    Operation.Convolution o = shape.operation();
    BatchShape in = shape.input();
    BatchShape out = shape.output();
    long[] after = {
      lastPadding(shape, in.height(), out.height()), lastPadding(shape, in.width(), out.width())
    };
    try (dnnl_convolution_desc_t operation = new dnnl_convolution_desc_t()) {
      OneDnnSession.check(
          dnnl_dilated_convolution_forward_desc_init(
              operation,
              dnnl_forward_inference,
              dnnl_convolution_direct,
              x.descriptor(),
              dy.descriptor(),
              null,
              result.descriptor(),
              OneDnnConvolution.pair(1),
              OneDnnConvolution.pair(o.stride() - 1),
              OneDnnConvolution.pair(o.padBefore()),
              after),
          "describe",
          "convolution");
      return OneDnnPrimitive.create(session, operation, null);
    }
  }

  private OneDnnLayout plainWeight() {
    return OneDnnLayout.plain(session, OneDnnConvolution.weightDimensions(shape));
  }

  /** The total without its padding channels: the same memory with the true number of channels. */
  private OneDnnMemory trimmed(OneDnnMemory total) {
    return total.as(
        session,
        OneDnnLayout.blockedGroups(session, block, OneDnnConvolution.weightDimensions(shape)));
  }

  @Override
  void accumulate(OneDnnMemory x, OneDnnMemory dy, INDArray dWeight, INDArray dBias) {
    correlate
        .with(DNNL_ARG_SRC, image.bind(x.address()))
        .with(DNNL_ARG_WEIGHTS, kernel.bind(dy.address()))
        .with(DNNL_ARG_DST, perExample)
        .run();
    sum.run();
    weight.addTo(dWeight, weightSize(shape));
    if (bias != null) {
      bias.addTo(dy, dBias);
    }
  }

  /** Sum over the first axis of [B, n] as a product with ones [1, B]. */
  private static final class BatchSum {
    private final OneDnnPrimitive product;
    private final OneDnnMemory ones;
    private final OneDnnMemory rows;
    private final OneDnnMemory total;

    BatchSum(OneDnnSession session, int batch, long n, OneDnnMemory from, OneDnnMemory to) {
      this(session, batch, n, 1f, from, to);
    }

    BatchSum(
        OneDnnSession session,
        int batch,
        long n,
        float factor,
        OneDnnMemory from,
        OneDnnMemory to) {
      ones = OneDnnMemory.allocate(session, OneDnnLayout.plain(session, 1, batch));
      FloatPointer scalars = new FloatPointer(ones.address());
      for (int i = 0; i < batch; i++) {
        scalars.put(i, factor);
      }
      rows = from.as(session, OneDnnLayout.plain(session, batch, n));
      total = to.as(session, OneDnnLayout.plain(session, 1, n));
      try (dnnl_matmul_desc_t operation = new dnnl_matmul_desc_t()) {
        OneDnnSession.check(
            dnnl_matmul_desc_init(
                operation,
                ones.layout().descriptor(),
                rows.layout().descriptor(),
                null,
                total.layout().descriptor()),
            "describe",
            "matrix product");
        product = session.own(OneDnnPrimitive.create(session, operation, null));
      }
    }

    void run() {
      product.with(DNNL_ARG_SRC, ones).with(DNNL_ARG_WEIGHTS, rows).with(DNNL_ARG_DST, total).run();
    }
  }

  /** Adds the sum over B, H and W of each channel: mean over the image, then sum over the batch. */
  private static final class ChannelSum {
    private final int channels;
    private final OneDnnPrimitive mean;
    private final OneDnnMemory means;
    private final BatchSum sum;
    private final Accumulator total;

    ChannelSum(OneDnnSession session, BatchShape shape) {
      channels = shape.channels();
      BatchShape pooled = BatchShape.of(shape.batch(), channels, 1, 1);
      means = OneDnnMemory.allocate(session, session.nativeLayout(pooled));
      try (dnnl_pooling_desc_t operation = new dnnl_pooling_desc_t()) {
        OneDnnSession.check(
            dnnl_pooling_forward_desc_init(
                operation,
                dnnl_forward_inference,
                dnnl_pooling_avg,
                session.nativeLayout(shape).descriptor(),
                means.layout().descriptor(),
                OneDnnConvolution.pair(1),
                new long[] {shape.height(), shape.width()},
                OneDnnConvolution.pair(0),
                OneDnnConvolution.pair(0)),
            "describe",
            "pooling");
        mean = session.own(OneDnnPrimitive.create(session, operation, null));
      }
      long padded = session.paddedChannels(channels);
      OneDnnMemory sums = OneDnnMemory.allocate(session, OneDnnLayout.plain(session, padded));
      float area = shape.example().area();
      sum = new BatchSum(session, shape.batch(), padded, area, means, sums);
      OneDnnLayout plain = OneDnnLayout.plain(session, channels);
      total = new Accumulator(session, sums.as(session, plain), plain);
    }

    void addTo(OneDnnMemory dy, INDArray dBias) {
      mean.with(DNNL_ARG_SRC, dy).with(DNNL_ARG_DST, means).run();
      sum.run();
      total.addTo(dBias, channels);
    }
  }
}
