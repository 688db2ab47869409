package org.sharelab.kernel;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_pooling_desc_t;

/** Pooling by oneDNN. */
final class OneDnnPool implements PoolKernel {
  private final OneDnnSession session;
  private final boolean maximum;
  private final OneDnnPrimitive forward;
  private final OneDnnPrimitive backward;

  OneDnnPool(OneDnnSession session, PoolShape shape) {
    this.session = session;
    maximum = shape.maximum();
    OneDnnLayout in = session.nativeLayout(shape.input());
    OneDnnLayout out = session.nativeLayout(shape.output());
    int algorithm = maximum ? dnnl_pooling_max : dnnl_pooling_avg;
    long[] stride = OneDnnConvolution.pair(shape.stride());
    long[] window = {shape.kernelHeight(), shape.kernelWidth()};
    long[] padding = OneDnnConvolution.pair(shape.padding());
    try (dnnl_pooling_desc_t operation = new dnnl_pooling_desc_t()) {
      OneDnnSession.check(
          dnnl_pooling_forward_desc_init(
              operation,
              dnnl_forward_training,
              algorithm,
              in.descriptor(),
              out.descriptor(),
              stride,
              window,
              padding,
              padding),
          "describe",
          "pooling");
      forward = session.own(OneDnnPrimitive.create(session, operation, null));
    }
    try (dnnl_pooling_desc_t operation = new dnnl_pooling_desc_t()) {
      OneDnnSession.check(
          dnnl_pooling_backward_desc_init(
              operation,
              algorithm,
              in.descriptor(),
              out.descriptor(),
              stride,
              window,
              padding,
              padding),
          "describe",
          "pooling");
      backward = session.own(OneDnnPrimitive.create(session, operation, forward));
    }
  }

  @Override
  public Workspace workspace() {
    return new Indices(
        maximum ? OneDnnMemory.allocate(session, forward.layout(dnnl_query_workspace_md)) : null);
  }

  @Override
  public void forward(Tensor x, Workspace workspace, Tensor y) {
    forward.with(DNNL_ARG_SRC, OneDnnTensor.memory(x)).with(DNNL_ARG_DST, OneDnnTensor.memory(y));
    if (maximum) {
      forward.with(DNNL_ARG_WORKSPACE, ((Indices) workspace).memory());
    }
    forward.run();
  }

  @Override
  public void backward(Tensor x, Workspace workspace, Tensor dy, Tensor dx) {
    backward
        .with(DNNL_ARG_DIFF_DST, OneDnnTensor.memory(dy))
        .with(DNNL_ARG_DIFF_SRC, OneDnnTensor.memory(dx));
    if (maximum) {
      backward.with(DNNL_ARG_WORKSPACE, ((Indices) workspace).memory());
    }
    backward.run();
  }

  private record Indices(OneDnnMemory memory) implements Workspace {}
}
