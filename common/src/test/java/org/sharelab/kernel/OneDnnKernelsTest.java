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
      String[] parts = kernels.name().split("/");
      assertThat(parts[0]).isEqualTo("onednn-2.5.2");
      String limit = System.getenv("DNNL_MAX_CPU_ISA");
      if (limit != null) {
        assertThat(parts[1]).startsWith(limit.toLowerCase(java.util.Locale.ROOT));
      }
      String vectors = System.getProperty(InstructionSetTest.EXPECT_VECTORS);
      if (vectors != null) {
        assertThat(parts[1].endsWith("+vectors")).isEqualTo(Boolean.parseBoolean(vectors));
      }
    }
  }
}
