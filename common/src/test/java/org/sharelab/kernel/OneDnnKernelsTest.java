package org.sharelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneDnnKernelsTest extends KernelsContract {
  @Override
  Kernels open() {
    return KernelChoice.ONEDNN.open();
  }

  @Test
  void namesItsVersionAndInstructionSet() {
    try (Kernels kernels = open()) {
      assertThat(kernels.name()).startsWith("onednn-2.5.2/");
      String limit = System.getenv("DNNL_MAX_CPU_ISA");
      if (limit != null) {
        assertThat(kernels.name()).endsWith("/" + limit.toLowerCase(java.util.Locale.ROOT));
      }
    }
  }
}
