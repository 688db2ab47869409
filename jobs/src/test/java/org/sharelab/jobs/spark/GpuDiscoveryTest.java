package org.sharelab.jobs.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that tells Spark which devices a machine has. */
class GpuDiscoveryTest {
  private static final Path SCRIPT = Path.of("..", "scripts", "gpu-discovery").toAbsolutePath();

  @TempDir Path folder;

  /**
   * @param nvidiaSmi what the driver's program is to do; null if there is none
   */
  private Process discover(String nvidiaSmi) throws Exception {
    if (nvidiaSmi != null) {
      Path program = Files.writeString(folder.resolve("nvidia-smi"), "#!/bin/sh\n" + nvidiaSmi);
      assertThat(program.toFile().setExecutable(true)).isTrue();
    }
    for (String tool : List.of("grep", "head", "hostname", "paste", "sed")) {
      Path usual = Path.of("/usr/bin", tool);
      Path link = folder.resolve(tool);
      Files.createSymbolicLink(link, Files.exists(usual) ? usual : Path.of("/bin", tool));
    }
    ProcessBuilder builder = new ProcessBuilder("bash", SCRIPT.toString());
    builder.environment().put("PATH", folder.toString()); // the machine may have a real one
    Process process = builder.start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return process;
  }

  private static String text(InputStream stream) throws IOException {
    return new String(stream.readAllBytes());
  }

  @Test
  void printsWhatSparkReads() throws Exception {
    Process process = discover("printf '0\\n1\\n10\\n'");
    assertThat(process.exitValue()).isZero();
    ResourceInformation found = ResourceInformation.parseJson(text(process.getInputStream()));
    assertThat(found.name()).isEqualTo("gpu");
    assertThat(found.addresses()).containsExactly("0", "1", "10");
  }

  @Test
  void repeatsWhatTheDriverComplainsOf() throws Exception {
    assertReason(discover("echo 'NVIDIA-SMI has failed'; exit 9"), "says: NVIDIA-SMI has failed");
  }

  @Test
  void saysThatThereIsNoDevice() throws Exception {
    assertReason(discover("exit 0"), "lists no device");
  }

  @Test
  void saysThatThereIsNoDriver() throws Exception {
    assertReason(discover(null), "NVIDIA's driver is not installed, or not in PATH");
  }

  private static void assertReason(Process process, String reason) throws IOException {
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(text(process.getInputStream())).isEmpty();
    assertThat(text(process.getErrorStream()))
        .startsWith("gpu-discovery: ")
        .endsWith(reason + "\n");
  }
}
