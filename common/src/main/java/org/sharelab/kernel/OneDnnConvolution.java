package org.sharelab.kernel;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_convolution_desc_t;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.model.Operation;

/**
 * Convolution by oneDNN. The layout of weights is the primitives' own choice; those of feature maps
 * are given, so that nothing is converted between layers.
 */
final class OneDnnConvolution implements ConvolutionKernel {
  private final OneDnnSession session;
  private final ConvolutionShape shape;
  private final OneDnnLayout source;
  private final OneDnnLayout destination;
  private final OneDnnLayout plainWeight;
  private final OneDnnPrimitive forward;
  private final OneDnnMemory bias;
  private OneDnnPrimitive backwardData;
  private TurnedDepthwise turned;
  private ConvolutionGradient gradient;
  private ConvolutionGradient gradientWithoutBias;

  OneDnnConvolution(OneDnnSession session, ConvolutionShape shape) {
    this.session = session;
    this.shape = shape;
    source =
        shape.source() == Layout.PLAIN
            ? OneDnnLayout.plain(session, shape.input().dimensions())
            : session.nativeLayout(shape.input());
    destination = session.nativeLayout(shape.output());
    plainWeight = OneDnnLayout.plain(session, weightDimensions(shape));
    bias =
        OneDnnMemory.unbound(session, OneDnnLayout.plain(session, shape.operation().outChannels()));
    forward = session.own(planForward());
  }

  /** G x Cout / G x Cin / G x K x K; the first axis only where there are groups. */
  static long[] weightDimensions(ConvolutionShape shape) {
    Operation.Convolution operation = shape.operation();
    int groups = operation.groups();
    int kernel = operation.kernel();
    int out = operation.outChannels() / groups;
    int in = shape.inChannelsPerGroup();
    return groups == 1
        ? new long[] {out, in, kernel, kernel}
        : new long[] {groups, out, in, kernel, kernel};
  }

  private OneDnnPrimitive planForward() {
    Operation.Convolution o = shape.operation();
    try (dnnl_convolution_desc_t operation = new dnnl_convolution_desc_t()) {
      OneDnnSession.check(
          dnnl_dilated_convolution_forward_desc_init(
              operation,
              dnnl_forward_training,
              dnnl_convolution_direct,
              source.descriptor(),
              OneDnnLayout.any(session, weightDimensions(shape)).descriptor(),
              o.bias() ? bias.layout().descriptor() : null,
              destination.descriptor(),
              pair(o.stride()),
              pair(0),
              pair(o.padBefore()),
              pair(o.padAfter())),
          "describe",
          "convolution");
      return OneDnnPrimitive.create(session, operation, null);
    }
  }

  private OneDnnPrimitive backwardData() {
    if (backwardData == null) {
      Operation.Convolution o = shape.operation();
      try (dnnl_convolution_desc_t operation = new dnnl_convolution_desc_t()) {
        OneDnnSession.check(
            dnnl_dilated_convolution_backward_data_desc_init(
                operation,
                dnnl_convolution_direct,
                source.descriptor(),
                OneDnnLayout.any(session, weightDimensions(shape)).descriptor(),
                destination.descriptor(),
                pair(o.stride()),
                pair(0),
                pair(o.padBefore()),
                pair(o.padAfter())),
            "describe",
            "convolution");
        backwardData = session.own(OneDnnPrimitive.create(session, operation, forward));
      }
    }
    return backwardData;
  }

  static long[] pair(long value) {
    return new long[] {value, value};
  }

  @Override
  public PackedWeight pack() {
    return new Packed();
  }

  @Override
  public void forward(Tensor x, PackedWeight weight, INDArray biasArray, Tensor y) {
    forward
        .with(DNNL_ARG_SRC, OneDnnTensor.memory(x))
        .with(DNNL_ARG_WEIGHTS, ((Packed) weight).forward.memory())
        .with(DNNL_ARG_DST, OneDnnTensor.memory(y));
    if (shape.operation().bias()) {
      forward.with(DNNL_ARG_BIAS, bias.bind(biasArray, shape.operation().outChannels()));
    }
    forward.run();
  }

  @Override
  public void backwardData(Tensor dy, PackedWeight weight, Tensor dx) {
    backwardData()
        .with(DNNL_ARG_DIFF_DST, OneDnnTensor.memory(dy))
        .with(DNNL_ARG_WEIGHTS, ((Packed) weight).backward().memory())
        .with(DNNL_ARG_DIFF_SRC, OneDnnTensor.memory(dx))
        .run();
  }

  @Override
  public boolean addsBackwardData() {
    return TurnedDepthwise.covers(session, shape) && turned().isCompiled();
  }

  @Override
  public void addBackwardData(Tensor dy, PackedWeight weight, Tensor before, Tensor dx) {
    turned()
        .add(
            OneDnnTensor.memory(dy),
            ((Packed) weight).turned(),
            OneDnnTensor.memory(before),
            OneDnnTensor.memory(dx));
  }

  private TurnedDepthwise turned() {
    turned = turned == null ? new TurnedDepthwise(session, shape) : turned;
    return turned;
  }

  @Override
  public void backwardWeights(Tensor x, Tensor dy, INDArray dWeight, INDArray dBias) {
    gradient(dBias != null)
        .accumulate(OneDnnTensor.memory(x), OneDnnTensor.memory(dy), dWeight, dBias);
  }

  private ConvolutionGradient gradient(boolean bias) {
    if (bias) {
      gradient = gradient == null ? plan(true) : gradient;
      return gradient;
    }
    gradientWithoutBias = gradientWithoutBias == null ? plan(false) : gradientWithoutBias;
    return gradientWithoutBias;
  }

  private ConvolutionGradient plan(boolean bias) {
    return ConvolutionGradient.plan(session, shape, source, destination, forward, bias);
  }

  /** One weight in the layouts of the forward and, once it is needed, the backward primitive. */
  private final class Packed implements PackedWeight {
    private final OneDnnMemory plain = OneDnnMemory.unbound(session, plainWeight);
    private final PackedLayout forward =
        new PackedLayout(OneDnnConvolution.this.forward.layout(dnnl_query_weights_md));
    private PackedLayout backward;
    private TurnedDepthwise.Weight turned;
    private INDArray loaded;
    private boolean backwardStale = true;
    private boolean turnedStale = true;

    @Override
    public void load(INDArray weight) {
      long size = 1;
      for (long dimension : shape.weightDimensions()) {
        size *= dimension;
      }
      plain.bind(weight, size);
      forward.load();
      loaded = weight;
      backwardStale = true;
      turnedStale = true;
    }

    /** Like {@link #backward}. */
    TurnedDepthwise.Weight turned() {
      turned = turned == null ? OneDnnConvolution.this.turned().weight() : turned;
      if (turnedStale) {
        turned.load(loaded);
        turnedStale = false;
      }
      return turned;
    }

    /** Converted when a backward pass first asks for it, from the array that was loaded. */
    PackedLayout backward() {
      if (backward == null) {
        OneDnnLayout wanted = backwardData().layout(dnnl_query_weights_md);
        backward = wanted.sameAs(forward.memory().layout()) ? forward : new PackedLayout(wanted);
      }
      if (backwardStale && backward != forward) {
        backward.load();
      }
      backwardStale = false;
      return backward;
    }

    private final class PackedLayout {
      private final OneDnnMemory memory;
      private final OneDnnPrimitive reorder;

      PackedLayout(OneDnnLayout layout) {
        memory = OneDnnMemory.allocate(session, layout);
        reorder = OneDnnPrimitive.reorder(session, plainWeight, layout, false);
      }

      void load() {
        Reorders.run(reorder, plain, memory);
      }

      OneDnnMemory memory() {
        return memory;
      }
    }
  }
}
