package org.sharelab.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sharelab.jobs.table.StoredTables;
import org.sharelab.jobs.testing.RunProcess;

/** The same command {@code run}, twice at the same moment, in two processes. */
class TwoDriversIT {
  @TempDir Path folder;

  @Test
  void oneWorksAndTheOtherSaysSoAndLeaves() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("twice.conf"),
            """
            study { name = twice, replicates = 2, space { "model.sharing.rate" = [1, 2] } }
            data { name = glyphs, train-limit = 100, test-limit = 20 }
            model { name = convmixer, width = 4, depth = 2, kernel-size = 3, patch-size = 8 }
            training { epochs = 1, batch-size = 50 }
            """);
    Path out = folder.resolve("out");
    List<RunProcess> both =
        List.of(
            RunProcess.start(folder, "first", file, out),
            RunProcess.start(folder, "second", file, out));
    for (RunProcess each : both) {
      assertThat(each.process().waitFor(3, TimeUnit.MINUTES)).as(each.errors()).isTrue();
    }
    List<Integer> codes = both.stream().map(each -> each.process().exitValue()).sorted().toList();
    assertThat(codes).containsExactly(ExitCode.OK, ExitCode.ENVIRONMENT);
    for (RunProcess each : both) {
      if (each.process().exitValue() == ExitCode.ENVIRONMENT) {
        assertThat(errorLines(each))
            .singleElement()
            .asString()
            .matches(
                "error: Cannot (write|go on in) %s: another run \\(.+, pid \\d+, since .+Z\\) .*"
                    .formatted(out));
      }
    }
    StoredTables tables = new StoredTables(out);
    assertThat(tables.plain().get("trials")).as("2 rates, 2 replicates").hasSize(4);
    assertThat(tables.committed()).hasSize(4).doesNotHaveDuplicates();
  }

  private static List<String> errorLines(RunProcess process) throws IOException {
    return process.errors().lines().filter(line -> line.startsWith("error:")).toList();
  }
}
