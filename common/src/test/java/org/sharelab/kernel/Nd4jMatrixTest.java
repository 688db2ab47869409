package org.sharelab.kernel;

class Nd4jMatrixTest extends MatrixContract {
  @Override
  Kernels open() {
    return KernelChoice.ND4J.open();
  }
}
