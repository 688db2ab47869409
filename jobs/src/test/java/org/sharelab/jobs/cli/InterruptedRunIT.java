package org.sharelab.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sharelab.jobs.table.HadoopStorage;
import org.sharelab.jobs.table.StudyStatus;
import org.sharelab.jobs.testing.RunProcess;

/** The command {@code run} in a process of its own, really training, and stopped by SIGTERM. */
class InterruptedRunIT {
  @TempDir Path folder;

  private RunProcess start() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("long.conf"),
            """
            study { name = long, replicates = 100 }
            data { name = glyphs, train-limit = 100, test-limit = 20 }
            model { name = convmixer, width = 4, depth = 2, kernel-size = 3, patch-size = 8 }
            training { epochs = 20, batch-size = 50 }
            """);
    return RunProcess.start(folder, "run", file, folder.resolve("out"));
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
    RunProcess command = start();
    Process run = command.process();
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    while (count(folder.resolve("out/_sharelab/journal")) < 2) {
      assertThat(run.isAlive()).as(command.errors()).isTrue();
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(50);
    }
    run.destroy(); // SIGTERM
    assertThat(run.waitFor(1, TimeUnit.MINUTES)).isTrue();

    assertThat(run.exitValue()).isEqualTo(ExitCode.INTERRUPTED);
    assertThat(command.output())
        .matches(
            "Interrupted with \\d+ of 100 trials committed( and [12] more saved where they were)?; the same command does the rest\n");
    assertThat(count(folder.resolve("out/_sharelab/journal"))).isZero();
    assertThat(count(folder.resolve("out/trials"))).isEqualTo(1);
    assertThat(command.errors())
        .contains("Stopping: what runs is saved first (a second signal ends at once)")
        .doesNotContain("Exception");
    assertThat(
            StudyStatus.read(
                    HadoopStorage.at(folder.resolve("out").toString(), new Configuration()))
                .driver())
        .isEqualTo(StudyStatus.Driver.ENDED);
  }
}
