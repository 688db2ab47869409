package org.sharelab.kernel;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_binary_desc_t;

/** Sums and products by oneDNN, the second factor spread over the cells where it has only one. */
final class OneDnnPointwise implements PointwiseKernel {
  private final OneDnnPrimitive add;
  private final OneDnnPrimitive multiply;

  OneDnnPointwise(OneDnnSession session, OneDnnLayout layout) {
    add = plan(session, dnnl_binary_add, layout, layout);
    multiply = plan(session, dnnl_binary_mul, layout, layout);
  }

  static OneDnnPrimitive plan(
      OneDnnSession session, int algorithm, OneDnnLayout first, OneDnnLayout second) {
    try (dnnl_binary_desc_t operation = new dnnl_binary_desc_t()) {
      OneDnnSession.check(
          dnnl_binary_desc_init(
              operation, algorithm, first.descriptor(), second.descriptor(), first.descriptor()),
          "describe",
          "binary operation");
      return session.own(OneDnnPrimitive.create(session, operation, null));
    }
  }

  static void run(OneDnnPrimitive primitive, Tensor a, Tensor b, Tensor y) {
    primitive
        .with(DNNL_ARG_SRC_0, OneDnnTensor.memory(a))
        .with(DNNL_ARG_SRC_1, OneDnnTensor.memory(b))
        .with(DNNL_ARG_DST, OneDnnTensor.memory(y))
        .run();
  }

  @Override
  public void add(Tensor a, Tensor b, Tensor y) {
    // oneDNN computes in place only over its first operand; sums and products commute.
    boolean swap = OneDnnTensor.memory(b).address().equals(OneDnnTensor.memory(y).address());
    run(add, swap ? b : a, swap ? a : b, y);
  }

  @Override
  public void multiply(Tensor a, Tensor b, Tensor y) {
    boolean swap = OneDnnTensor.memory(b).address().equals(OneDnnTensor.memory(y).address());
    run(multiply, swap ? b : a, swap ? a : b, y);
  }
}
