package org.sharelab.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sharelab.jobs.table.HadoopStorage;
import org.sharelab.jobs.table.ResultReader;
import org.sharelab.jobs.testing.LocalSpark;
import org.sharelab.jobs.view.Views;

/**
 * A search by TPE for accuracy and parameters with successive halving, really training, in a
 * process of its own that is killed by signal 9 on the way; then the same command again.
 */
@Tag("drills")
class SearchRunIT {
  private static final String FILE =
      """
      study {
        name = search
        objectives = [test-accuracy, unique-parameters]
        space {
          "model.sharing.rate" = [1, 2]
          "model.width" { min = 4, max = 12, step = 4, type = integer }
          "training.optimizer.learning-rate" { min = 1e-3, max = 0.1, scale = log }
        }
        sampler { name = tpe, startup-points = 4, parallel-points = 2 }
        scheduler { name = successive-halving, eta = 2 }
        budget { trials = 8 }
      }
      data { name = glyphs, train-limit = 200, test-limit = 50 }
      model { name = convmixer, depth = 2, kernel-size = 3, patch-size = 4 }
      training { epochs = 4, batch-size = 20 }
      """;

  @TempDir Path folder;

  private Process start() throws IOException {
    Path file = Files.writeString(folder.resolve("search.conf"), FILE);
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

  private List<String> told(String query) {
    SparkSession spark = LocalSpark.session();
    HadoopStorage storage = HadoopStorage.at(folder.resolve("out").toString(), new Configuration());
    Views.register(spark, ResultReader.open(storage));
    return spark.sql(query).collectAsList().stream().map(Row::mkString).toList();
  }

  private long files(String name) throws IOException {
    Path place = folder.resolve("out/_sharelab").resolve(name);
    if (!Files.isDirectory(place)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(place)) {
      return files.count();
    }
  }

  @Test
  void killedSearchGoesOnWithTheSamePoints() throws Exception {
    Process first = start();
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    while (files("paused") < 3) {
      assertThat(first.isAlive()).as(Files.readString(folder.resolve("stderr"))).isTrue();
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(10);
    }
    first.destroyForcibly(); // SIGKILL
    assertThat(first.waitFor(1, TimeUnit.MINUTES)).isTrue();
    String decisions = "SELECT kind, point, settings, epoch FROM v_decisions ORDER BY sequence";
    List<String> before = told(decisions);
    assertThat(before).hasSizeGreaterThanOrEqualTo(3);

    Process second = start();
    assertThat(second.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(second.exitValue()).as(Files.readString(folder.resolve("stderr"))).isZero();
    assertThat(told(decisions)).startsWith(before.toArray(String[]::new));
    // 8 points after 1 epoch, the best 4 after 2, the best 2 after 4
    assertThat(told("SELECT status, epochs, count(*) FROM trials GROUP BY ALL ORDER BY epochs"))
        .containsExactly("pruned14", "pruned22", "completed42");
    assertThat(told("SELECT count(*) FROM epochs")).as("4 + 2 x 2 + 2 x 4").containsExactly("16");
    assertThat(told("SELECT settings FROM v_pareto")).isNotEmpty();
    assertThat(Files.readString(folder.resolve("stdout")))
        .contains("8 trials: 2 completed, 6 pruned\nBest: test-accuracy 0.");
    assertThat(Files.readString(folder.resolve("stderr"))).doesNotContain("Exception");
    assertThat(files("paused")).isZero();
    assertThat(files("checkpoints")).isZero();
  }
}
