package org.sharelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class Nd4jKernelsTest extends KernelsContract {
  @Override
  Kernels open() {
    return KernelChoice.ND4J.open();
  }

  @Test
  void namesItsBackend() {
    try (Kernels kernels = open()) {
      assertThat(kernels.name()).isEqualTo("nd4j/CpuBackend");
    }
  }
}
