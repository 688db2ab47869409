package org.sharelab.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.check.EnvironmentException;
import org.sharelab.check.ValidationException;

class NativeBackendTest {
  private static final String HASWELL =
      "processor\t: 0\nflags\t\t: fpu sse4_2 avx f16c avx2 bmi2 fma\n";
  private static final String KNIGHTS_LANDING =
      "processor\t: 0\nflags\t\t: fpu avx avx2 avx512f avx512pf avx512er avx512cd\n";
  private static final String SKYLAKE_SP =
      "processor\t: 0\nflags\t\t: fpu avx2 avx512f avx512dq avx512cd avx512bw avx512vl\n";

  @Test
  void choosesAvx512OnlyWhereAllItsPartsAreThere() {
    assertThat(bestFor(HASWELL)).isEqualTo(NativeLibrary.ONEDNN);
    assertThat(bestFor(KNIGHTS_LANDING)).isEqualTo(NativeLibrary.ONEDNN);
    assertThat(bestFor(SKYLAKE_SP)).isEqualTo(NativeLibrary.ONEDNN_AVX512);
    assertThat(bestFor(SKYLAKE_SP + HASWELL)).isEqualTo(NativeLibrary.ONEDNN);
    assertThat(bestFor("Features : fp asimd\n")).isEqualTo(NativeLibrary.ONEDNN);
  }

  private static NativeLibrary bestFor(String cpuinfo) {
    return NativeLibrary.bestFor(CpuFlags.parse(cpuinfo));
  }

  @Test
  void loadsTheChosenLibraryInThisProcess() {
    NativeBackend backend = NativeBackend.load();
    assertThat(backend.library()).isEqualTo(NativeLibrary.bestFor(CpuFlags.ofThisMachine()));
    assertThat(backend.path()).endsWith(backend.library().classifier() + "/libnd4jcpu.so");
    assertThat(NativeBackend.load()).isEqualTo(backend);
  }

  @Test
  void refusesAnotherLibraryAfterwards() {
    NativeLibrary loaded = NativeBackend.load().library();
    NativeLibrary other =
        loaded == NativeLibrary.ONEDNN ? NativeLibrary.ONEDNN_AVX512 : NativeLibrary.ONEDNN;
    withOverride(
        other.key(),
        () ->
            assertThatThrownBy(NativeBackend::load)
                .isInstanceOf(EnvironmentException.class)
                .hasMessageStartingWith(
                    "Cannot use the native library %s: ND4J was loaded before it was chosen, from /",
                    other.key())
                .hasMessageEndingWith(loaded.classifier() + "/libnd4jcpu.so"));
    assertThat(NativeBackend.load().library()).isEqualTo(loaded);
  }

  @Test
  void rejectsUnknownOverride() {
    withOverride(
        "cuda",
        () ->
            assertThatThrownBy(NativeBackend::select)
                .isInstanceOf(ValidationException.class)
                .hasMessage("Invalid sharelab.native: cuda (onednn or onednn-avx512)"));
  }

  private static void withOverride(String value, Runnable body) {
    System.setProperty(NativeBackend.OVERRIDE, value);
    try {
      body.run();
    } finally {
      System.clearProperty(NativeBackend.OVERRIDE);
    }
  }

  @Test
  void overrideRunsTheSafeLibraryWithTheSameResult() throws Exception {
    List<String> lines = runChild("-D" + NativeBackend.OVERRIDE + "=onednn");
    assertThat(lines.get(0)).isEqualTo("ONEDNN");
    assertThat(lines.get(1)).endsWith("linux-x86_64-onednn/libnd4jcpu.so");
    NativeBackend.load();
    assertThat(Double.parseDouble(lines.get(2))).isCloseTo(Child.result(), within(1e-5));
  }

  private static List<String> runChild(String override) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(override, "-Xmx256m", "-cp", System.getProperty("java.class.path")));
    command.add(Child.class.getName());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().filter(line -> !line.contains("INFO")).toList();
  }

  /** A process that loads its library, says which, and computes something. */
  static final class Child {
    public static void main(String[] arguments) {
      NativeBackend backend = NativeBackend.load();
      System.out.println(backend.library());
      System.out.println(backend.path());
      System.out.println(result());
    }

    /** A sum of products that oneDNN or OpenBLAS computes. */
    static double result() {
      INDArray a = Nd4j.linspace(DataType.FLOAT, 0, 0.01, 64 * 64).reshape(64, 64);
      return a.mmul(a.transpose()).meanNumber().doubleValue() / 1000;
    }
  }

  @Test
  void setsTheNumberOfThreads() {
    NativeBackend.load();
    int before = NativeBackend.threads();
    try {
      NativeBackend.useThreads(2);
      assertThat(NativeBackend.threads()).isEqualTo(2);
      NativeBackend.useThreads(1);
      assertThat(NativeBackend.threads()).isEqualTo(1);
    } finally {
      NativeBackend.useThreads(before);
    }
    assertThatThrownBy(() -> NativeBackend.useThreads(0))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid number of threads: 0 (>= 1)");
  }
}
