package org.sharelab.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code run} in a process of its own, really training, and stopped by SIGTERM. */
class InterruptedRunIT {
  @TempDir Path folder;

  private Process start() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("long.conf"),
            """
            study { name = long, replicates = 100 }
            data { name = glyphs, train-limit = 100, test-limit = 20 }
            model { name = convmixer, width = 4, depth = 2, kernel-size = 3, patch-size = 8 }
            training { epochs = 20, batch-size = 50 }
            """);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Stream.of("lang", "lang.invoke", "io", "net", "nio", "util", "util.concurrent")
        .map("--add-opens=java.base/java.%s=ALL-UNNAMED"::formatted)
        .forEach(command::add);
    command.add("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    command.addAll(List.of("-Xmx1g", "-Dspark.master=local[2]", "-Dspark.ui.enabled=false"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("run", file.toString(), "--out", folder.resolve("out").toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return builder
        .redirectOutput(folder.resolve("stdout").toFile())
        .redirectError(folder.resolve("stderr").toFile())
        .start();
  }

  private static long count(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(place)) {
      return files.count();
    }
  }

  @Test
  void storesWhatIsCommittedAndSaysSo() throws Exception {
    Process run = start();
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    while (count(folder.resolve("out/_sharelab/journal")) < 2) {
      assertThat(run.isAlive()).as(Files.readString(folder.resolve("stderr"))).isTrue();
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(50);
    }
    run.destroy(); // SIGTERM
    assertThat(run.waitFor(1, TimeUnit.MINUTES)).isTrue();

    assertThat(run.exitValue()).isEqualTo(ExitCode.INTERRUPTED);
    assertThat(Files.readString(folder.resolve("stdout")))
        .matches("Interrupted with \\d+ of 100 trials committed; the same command does the rest\n");
    assertThat(count(folder.resolve("out/_sharelab/journal"))).isZero();
    assertThat(count(folder.resolve("out/trials"))).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("stderr"))).doesNotContain("Exception");
  }
}
