package org.sharelab.kernel;

class Nd4jTrunkTest extends TrunkContract {
  @Override
  KernelChoice kernels() {
    return KernelChoice.ND4J;
  }
}
