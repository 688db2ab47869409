package org.sharelab.kernel;

class Nd4jBatchNormTest extends BatchNormContract {
  @Override
  Kernels open() {
    return KernelChoice.ND4J.open();
  }
}
