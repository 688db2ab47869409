package org.sharelab.kernel;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_convolution_desc_t;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.model.Operation;

/**
 * The gradient of a depthwise convolution of stride 1 with respect to its input, as a convolution
 * of dy with the kernels turned by half a turn.
 *
 * <p>Unlike oneDNN's own primitive, it can add to what is there. In a residual block that saves a
 * pass over three tensors.
 */
final class TurnedDepthwise {
  private final ConvolutionShape shape;
  private final OneDnnSession session;
  private final OneDnnPrimitive convolve;
  private final long bytes;

  TurnedDepthwise(OneDnnSession session, ConvolutionShape shape) {
    this.session = session;
    this.shape = shape;
    OneDnnLayout dx = session.nativeLayout(shape.input());
    bytes = dx.bytes();
    convolve = session.own(plan(session.nativeLayout(shape.output()), dx));
  }

  static boolean covers(OneDnnSession session, ConvolutionShape shape) {
    return shape.isDepthwise()
        && shape.operation().stride() == 1
        && shape.source() == Layout.NATIVE
        && session.channelBlock() > 1
        && Math.max(shape.operation().padBefore(), shape.operation().padAfter())
            < shape.operation().kernel();
  }

  private OneDnnPrimitive plan(OneDnnLayout dy, OneDnnLayout dx) {
    Operation.Convolution o = shape.operation();
    try (dnnl_convolution_desc_t operation = new dnnl_convolution_desc_t()) {
      OneDnnSession.check(
          dnnl_dilated_convolution_forward_desc_init(
              operation,
              dnnl_forward_inference,
              dnnl_convolution_direct,
              dy.descriptor(),
              OneDnnLayout.any(session, OneDnnConvolution.weightDimensions(shape)).descriptor(),
              null,
              dx.descriptor(),
              OneDnnConvolution.pair(1),
              OneDnnConvolution.pair(0),
              OneDnnConvolution.pair(o.kernel() - 1 - o.padBefore()),
              OneDnnConvolution.pair(o.kernel() - 1 - o.padAfter())),
          "describe",
          "convolution");
      return OneDnnPrimitive.accumulating(session, operation);
    }
  }

  boolean isCompiled() {
    return convolve.isCompiled();
  }

  /** dx = before + gradient; faster where dx is before. */
  void add(OneDnnMemory dy, Weight weight, OneDnnMemory before, OneDnnMemory dx) {
    if (!before.address().equals(dx.address())) {
      Pointer.memcpy(dx.address(), before.address(), bytes);
    }
    convolve
        .with(DNNL_ARG_SRC, dy)
        .with(DNNL_ARG_WEIGHTS, weight.packed)
        .with(DNNL_ARG_DST, dx)
        .run();
  }

  Weight weight() {
    return new Weight();
  }

  /** A turned weight in the layout of the primitive. */
  final class Weight {
    private final float[] scalars =
        new float[Math.toIntExact(ConvolutionGradient.weightSize(shape))];
    private final OneDnnMemory turned =
        OneDnnMemory.allocate(
            session, OneDnnLayout.plain(session, OneDnnConvolution.weightDimensions(shape)));
    private final OneDnnMemory packed =
        OneDnnMemory.allocate(session, convolve.layout(dnnl_query_weights_md));
    private final OneDnnPrimitive reorder =
        OneDnnPrimitive.reorder(session, turned.layout(), packed.layout(), false);

    /** Turns the kernel of each channel and packs it. */
    void load(INDArray plain) {
      Rows.read(PlainArrays.address(plain, scalars.length), 0, scalars);
      int cells = shape.operation().kernel() * shape.operation().kernel();
      for (int start = 0; start < scalars.length; start += cells) {
        for (int i = start, j = start + cells - 1; i < j; i++, j--) {
          float kept = scalars[i];
          scalars[i] = scalars[j];
          scalars[j] = kept;
        }
      }
      Rows.write(turned.address(), 0, scalars);
      Reorders.run(reorder, turned, packed);
    }
  }
}
