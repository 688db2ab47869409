package org.sharelab.kernel;

class OneDnnMatrixTest extends MatrixContract {
  @Override
  Kernels open() {
    return KernelChoice.ONEDNN.open();
  }
}
