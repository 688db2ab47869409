package org.sharelab.kernel;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_convolution_desc_t;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.model.Operation;

/** Gradients of a convolution's weight and bias, added to the caller's arrays. */
abstract class ConvolutionGradient {

  /**
   * The fastest way that is right for this shape.
   *
   * @param withBias whether a gradient of the bias is wanted too
   */
  static ConvolutionGradient plan(
      OneDnnSession session,
      ConvolutionShape shape,
      OneDnnLayout source,
      OneDnnLayout destination,
      OneDnnPrimitive forward,
      boolean withBias) {
    if (DepthwiseGradient.covers(session, shape)) {
      DepthwiseGradient gradient = new DepthwiseGradient(session, shape, withBias);
      if (gradient.isCompiled()) {
        return gradient;
      }
    }
    return new Direct(session, shape, source, destination, forward, withBias);
  }

  abstract void accumulate(OneDnnMemory x, OneDnnMemory dy, INDArray dWeight, INDArray dBias);

  /** Number of scalars of the plain weight. */
  static long weightSize(ConvolutionShape shape) {
    long size = 1;
    for (long dimension : shape.weightDimensions()) {
      size *= dimension;
    }
    return size;
  }

  /** oneDNN's own primitive, whose results are then added in the plain layout. */
  private static final class Direct extends ConvolutionGradient {
    private final ConvolutionShape shape;
    private final OneDnnPrimitive primitive;
    private final Accumulator weight;
    private final Accumulator bias;

    Direct(
        OneDnnSession session,
        ConvolutionShape shape,
        OneDnnLayout source,
        OneDnnLayout destination,
        OneDnnPrimitive forward,
        boolean withBias) {
      this.shape = shape;
      Operation.Convolution o = shape.operation();
      long[] dimensions = OneDnnConvolution.weightDimensions(shape);
      OneDnnLayout plainBias = OneDnnLayout.plain(session, o.outChannels());
      try (dnnl_convolution_desc_t operation = new dnnl_convolution_desc_t()) {
        OneDnnSession.check(
            dnnl_dilated_convolution_backward_weights_desc_init(
                operation,
                dnnl_convolution_direct,
                source.descriptor(),
                OneDnnLayout.any(session, dimensions).descriptor(),
                withBias ? plainBias.descriptor() : null,
                destination.descriptor(),
                OneDnnConvolution.pair(o.stride()),
                OneDnnConvolution.pair(0),
                OneDnnConvolution.pair(o.padBefore()),
                OneDnnConvolution.pair(o.padAfter())),
            "describe",
            "convolution");
        primitive = session.own(OneDnnPrimitive.create(session, operation, forward));
      }
      weight =
          new Accumulator(
              session,
              OneDnnMemory.allocate(session, primitive.layout(dnnl_query_diff_weights_md)),
              OneDnnLayout.plain(session, dimensions));
      bias =
          withBias
              ? new Accumulator(session, OneDnnMemory.allocate(session, plainBias), plainBias)
              : null;
    }

    @Override
    void accumulate(OneDnnMemory x, OneDnnMemory dy, INDArray dWeight, INDArray dBias) {
      primitive
          .with(DNNL_ARG_SRC, x)
          .with(DNNL_ARG_DIFF_DST, dy)
          .with(DNNL_ARG_DIFF_WEIGHTS, weight.part());
      if (bias != null) {
        primitive.with(DNNL_ARG_DIFF_BIAS, bias.part());
      }
      primitive.run();
      weight.addTo(dWeight, weightSize(shape));
      if (bias != null) {
        bias.addTo(dBias, shape.operation().outChannels());
      }
    }
  }
}
