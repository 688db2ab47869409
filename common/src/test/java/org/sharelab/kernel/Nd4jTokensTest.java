package org.sharelab.kernel;

class Nd4jTokensTest extends TokenContract {
  @Override
  Kernels open() {
    return KernelChoice.ND4J.open();
  }
}
