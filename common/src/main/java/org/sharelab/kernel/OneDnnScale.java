package org.sharelab.kernel;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_eltwise_desc_t;

/** Scaling of channels by oneDNN. */
final class OneDnnScale implements ScaleKernel {
  private final OneDnnPrimitive scale;
  private final OneDnnPrimitive product;
  private final OneDnnTensor products;
  private final OneDnnPool mean;
  private final OneDnnPrimitive timesArea;

  OneDnnScale(OneDnnSession session, BatchShape shape) {
    OneDnnLayout layout = session.nativeLayout(shape);
    OneDnnLayout scales =
        session.nativeLayout(BatchShape.of(shape.batch(), shape.channels(), 1, 1));
    scale = OneDnnPointwise.plan(session, dnnl_binary_mul, layout, scales);
    product = OneDnnPointwise.plan(session, dnnl_binary_mul, layout, layout);
    NativeMemory.Block block = session.memory.allocate(layout.bytes());
    products = new OneDnnTensor(session, shape, layout, block.at(0));
    mean = new OneDnnPool(session, PoolShape.global(shape));
    try (dnnl_eltwise_desc_t operation = new dnnl_eltwise_desc_t()) {
      OneDnnSession.check(
          dnnl_eltwise_forward_desc_init(
              operation,
              dnnl_forward_inference,
              dnnl_eltwise_linear,
              scales.descriptor(),
              shape.example().area(),
              0f),
          "describe",
          "scaling");
      timesArea = session.own(OneDnnPrimitive.create(session, operation, null));
    }
  }

  @Override
  public void forward(Tensor x, Tensor s, Tensor y) {
    OneDnnPointwise.run(scale, x, s, y);
  }

  @Override
  public void backwardData(Tensor dy, Tensor s, Tensor dx) {
    OneDnnPointwise.run(scale, dy, s, dx);
  }

  @Override
  public void backwardScale(Tensor x, Tensor dy, Tensor ds) {
    OneDnnPointwise.run(product, x, dy, products);
    mean.forward(products, mean.workspace(), ds);
    timesArea
        .with(DNNL_ARG_SRC, OneDnnTensor.memory(ds))
        .with(DNNL_ARG_DST, OneDnnTensor.memory(ds))
        .run();
  }
}
