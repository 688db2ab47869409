package org.sharelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contracts hold on processors without AVX-512 too, which oneDNN plays when told to. */
class InstructionSetTest {
  @ParameterizedTest
  @ValueSource(strings = {"AVX2", "SSE41"})
  void contractsHoldWith(String instructionSet) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                ContractMain.class.getName(),
                OneDnnKernelsTest.class.getName(),
                OneDnnTrunkTest.class.getName())
            .redirectErrorStream(true);
    builder.environment().put("DNNL_MAX_CPU_ISA", instructionSet);
    builder.environment().put("OMP_NUM_THREADS", "1");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    // A run that found no tests would pass too.
    assertThat(output).containsPattern("passed 1\\d\\d\\b");
  }
}
