package org.sharelab.kernel;

/** Changes of layout in ND4J's arithmetic. */
record Nd4jReorder(BatchShape shape, Layout from, Layout to) implements ReorderKernel {
  @Override
  public void run(Tensor source, Tensor destination) {
    Nd4jTensor.images(destination, shape, to).assign(Nd4jTensor.images(source, shape, from));
  }
}
