package org.sharelab.kernel;

class OneDnnTrunkTest extends TrunkContract {
  @Override
  KernelChoice kernels() {
    return KernelChoice.ONEDNN;
  }
}
