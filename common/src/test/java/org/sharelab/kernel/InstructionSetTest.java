package org.sharelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The contracts hold on processors without AVX-512 too, which oneDNN and Java play when told to,
 * and without Java's vectors, which need its module and cells as long as its vectors.
 */
class InstructionSetTest {
  /** Says in the other process whether there have to be vectors. */
  static final String EXPECT_VECTORS = "expect-vectors";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "AVX2  | true  | --add-modules=jdk.incubator.vector -XX:UseAVX=2",
        "SSE41 | false | -XX:UseAVX=0",
      })
  void contractsHoldWith(String instructionSet, boolean vectors, String options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Arrays.asList(options.split(" ")));
    command.add("-D" + EXPECT_VECTORS + "=" + vectors);
    command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
    command.add(ContractMain.class.getName());
    command.add(OneDnnKernelsTest.class.getName());
    command.add(OneDnnBatchNormTest.class.getName());
    command.add(OneDnnTokensTest.class.getName());
    command.add(OneDnnTrunkTest.class.getName());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("DNNL_MAX_CPU_ISA", instructionSet);
    builder.environment().put("OMP_NUM_THREADS", "1");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    // A run that found no tests would pass too.
    assertThat(output).containsPattern("passed [12]\\d\\d\\b");
  }
}
