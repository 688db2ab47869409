package org.sharelab.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.sharelab.kernel.KernelChoice;
import org.sharelab.kernel.Kernels;
import org.sharelab.platform.NativeBackend;
import org.sharelab.result.BuildVersion;

/**
 * Where figures come from.
 *
 * @param cpu model as the operating system names it
 * @param processors that this process may use
 * @param threads native threads of each contestant
 * @param load processes that wanted a processor in the minute before; other than 0, neighbours
 *     disturbed the figures
 * @param java version
 * @param backend ND4J's native library
 * @param kernels name and instruction set of the fast kernels
 * @param torch versions of PyTorch; none where none was found
 * @param gitCommit of this build
 * @param gemmGigaflops GFLOP/s of a product of two float matrices of 2048 x 2048
 */
public record Machine(
    String cpu,
    int processors,
    int threads,
    double load,
    String java,
    String backend,
    String kernels,
    List<String> torch,
    String gitCommit,
    double gemmGigaflops) {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

  public Machine {
    torch = List.copyOf(torch);
  }

  static Machine measure(NativeBackend backend, int threads, List<String> torch) {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return new Machine(
        cpuModel(),
        Runtime.getRuntime().availableProcessors(),
        threads,
        load,
        Runtime.version().toString(),
        backend.library().key(),
        kernelsName(),
        torch,
        BuildVersion.current().gitCommit(),
        GemmPeak.measure());
  }

  private static String kernelsName() {
    try (Kernels kernels = KernelChoice.current().open()) {
      return kernels.name();
    }
  }

  private static String cpuModel() {
    if (!Files.isReadable(CPUINFO)) {
      return System.getProperty("os.arch");
    }
    try {
      return Files.readAllLines(CPUINFO).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
