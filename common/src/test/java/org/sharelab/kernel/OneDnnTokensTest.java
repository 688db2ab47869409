package org.sharelab.kernel;

class OneDnnTokensTest extends TokenContract {
  @Override
  Kernels open() {
    return KernelChoice.ONEDNN.open();
  }
}
