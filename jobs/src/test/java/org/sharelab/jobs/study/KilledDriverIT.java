package org.sharelab.jobs.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sharelab.jobs.table.HadoopStorage;
import org.sharelab.jobs.table.ResultReader;
import org.sharelab.jobs.testing.LocalSpark;
import org.sharelab.result.Tables;
import org.sharelab.study.TrialSpec;

/**
 * A driver process is killed with signal 9 in mid-study, twice; then the study is run to its end.
 */
class KilledDriverIT {
  private static final String SLOW_MILLIS = "60";

  @TempDir Path folder;

  private Process start(String millis) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Stream.of(
            "lang",
            "lang.invoke",
            "lang.reflect",
            "io",
            "net",
            "nio",
            "util",
            "util.concurrent",
            "util.concurrent.atomic")
        .map("--add-opens=java.base/java.%s=ALL-UNNAMED"::formatted)
        .forEach(command::add);
    command.add("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(SlowStudy.class.getName(), folder.resolve("out").toString(), millis));
    File log = folder.resolve("driver.log").toFile();
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
        .start();
  }

  /** Kills the driver when so many trials are in the journal or that many batches are published. */
  private void killWhen(Process driver, Path place, int files) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (count(place) < files) {
      assertThat(driver.isAlive()).as(log()).isTrue();
      assertThat(System.nanoTime()).as("no progress: " + log()).isLessThan(deadline);
      Thread.sleep(2);
    }
    driver.destroyForcibly(); // SIGKILL
    assertThat(driver.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(driver.exitValue()).as("128 + 9").isEqualTo(137);
  }

  private static long count(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(place)) {
      return files.count();
    }
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("driver.log"));
  }

  private List<String> values(String column) {
    SparkSession spark = LocalSpark.session();
    HadoopStorage storage = HadoopStorage.at(folder.resolve("out").toString(), new Configuration());
    List<Row> rows =
        ResultReader.open(storage).read(spark, Tables.TRIALS).select(column).collectAsList();
    return rows.stream().map(row -> row.get(0).toString()).toList();
  }

  @Test
  void losesNoCommittedTrialAndDoublesNone() throws Exception {
    Path out = folder.resolve("out");
    killWhen(start(SLOW_MILLIS), out.resolve("_sharelab/journal"), 11);
    List<String> afterFirst = values("trial_id");
    assertThat(afterFirst).hasSizeGreaterThanOrEqualTo(11).doesNotHaveDuplicates();

    // The second run begins with the journal of the first, and dies while it publishes a batch.
    killWhen(start(SLOW_MILLIS), out.resolve("epochs"), 1);
    List<String> afterSecond = values("trial_id");
    assertThat(afterSecond).hasSizeGreaterThanOrEqualTo(64).doesNotHaveDuplicates();
    assertThat(afterSecond).as("what was committed stays").containsAll(afterFirst);

    Process last = start("0");
    assertThat(last.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(last.exitValue()).as(log()).isZero();
    assertThat(values("trial_id"))
        .containsExactlyInAnyOrderElementsOf(
            SlowStudy.study().trials().stream().map(TrialSpec::id).toList());
    assertThat(values("attempts")).as("no trial that was committed ran again").containsOnly("1");
    assertThat(count(out.resolve("_sharelab/journal"))).isZero();
    assertThat(count(out.resolve("trials"))).as("few files").isLessThanOrEqualTo(3);

    SparkSession spark = LocalSpark.session();
    long epochs = spark.read().parquet(out.resolve("epochs").toString()).count();
    assertThat(epochs).as("2 of each trial, read without knowing of batches").isEqualTo(180);
  }
}
