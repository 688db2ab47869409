package org.sharelab.kernel;

/** Changes of layout by oneDNN. */
final class OneDnnReorder implements ReorderKernel {
  private final OneDnnPrimitive reorder;

  OneDnnReorder(OneDnnSession session, BatchShape shape, Layout from, Layout to) {
    reorder =
        OneDnnPrimitive.reorder(
            session, session.layout(shape, from), session.layout(shape, to), false);
  }

  @Override
  public void run(Tensor from, Tensor to) {
    Reorders.run(reorder, OneDnnTensor.memory(from), OneDnnTensor.memory(to));
  }
}
