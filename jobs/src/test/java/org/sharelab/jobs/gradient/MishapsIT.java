package org.sharelab.jobs.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sharelab.config.ExperimentFile;
import org.sharelab.experiment.Experiment;
import org.sharelab.jobs.cli.Main;
import org.sharelab.jobs.study.StudyJob;
import org.sharelab.jobs.study.StudyProgress;
import org.sharelab.jobs.study.StudySummary;
import org.sharelab.jobs.table.HadoopStorage;
import org.sharelab.jobs.table.ResultWriter;
import org.sharelab.jobs.table.StoredTables;
import org.sharelab.jobs.testing.LocalSpark;
import org.sharelab.jobs.testing.StandaloneCluster;
import org.sharelab.result.Table;
import org.sharelab.result.Tables;
import org.sharelab.study.Study;
import org.sharelab.study.gradient.GradientStudy;

/**
 * Gradient similarity on a standalone cluster of a master and two workers, on which tasks fail, run
 * twice, and die: the tables are those of an undisturbed process with two cores.
 */
class MishapsIT {
  private static final int KILLED = 128 + 9;
  private static final String FILE =
      """
      study { name = learn, replicates = 3, space { "model.sharing" = [
        { rate = 2 }
        { plan-from { threshold = 0.5 } }
        { plan-from { threshold = 0.5, control = random } }
      ] } }
      gradient { source { rate = 4 }, epochs = [0, 1], shards = 5 }
      data { name = glyphs, train-limit = 100, test-limit = 20 }
      model { name = convmixer, width = 4, depth = 4, kernel-size = 3, patch-size = 8 }
      training { epochs = 1, batch-size = 10 }
      """;

  @TempDir static Path folder;
  private static StandaloneCluster cluster;

  private final JavaSparkContext local = new JavaSparkContext(LocalSpark.session().sparkContext());

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = new StandaloneCluster(folder);
    cluster.addWorker("worker-1", 1, null);
    cluster.addWorkerElsewhere("worker-2", 1);
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  private static List<String> names(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(place)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** Every task fails once after its work, or is overtaken by a copy of itself. */
  @Test
  void givesTheSameBitsWhenTasksFailOrRunTwice() throws Exception {
    Path mishaps = Files.createDirectory(folder.resolve("first-attempts"));
    Map<String, String> settings =
        new TreeMap<>(Mishaps.settings(Mishaps.Kind.FIRST_ATTEMPTS, mishaps));
    settings.put("spark.speculation", "true");
    settings.put("spark.speculation.quantile", "0.5");
    Path rows = folder.resolve("rows");
    Process driver =
        cluster.sparkDriver(
            "measurement", settings, ClusterMeasurement.class.getName(), rows.toString());
    assertThat(driver.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(driver.exitValue()).as(cluster.output("measurement")).isZero();

    List<String> what = names(mishaps);
    System.out.println("Mishaps: " + what);
    assertThat(what).filteredOn(name -> name.startsWith("failed-0")).as("training").hasSize(1);
    assertThat(what)
        .filteredOn(name -> name.startsWith("failed-1"))
        .as("sums")
        .hasSizeGreaterThan(1);
    assertThat(what)
        .filteredOn(name -> name.startsWith("failed-2"))
        .as("rows")
        .hasSizeGreaterThan(1);
    assertThat(what).contains("overtaken-1-0", "overtaken-2-0");
    assertThat(Files.readAllLines(rows)).hasSize(36).isEqualTo(ClusterMeasurement.rows(local, 3));
  }

  /**
   * The command {@code gradient}: an executor is killed while the first gradients are summed, then
   * the driver while some trials are measured and others are not; then the same command again.
   */
  @Test
  void givesTheTablesOfAnUndisturbedRunWhenExecutorAndDriverAreKilled() throws Exception {
    Path mishaps = Files.createDirectory(folder.resolve("kills"));
    Path out = folder.resolve("out");
    Process first = gradient("first", mishaps, out);
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    // The loss hits one of the two trials that are measured at a time: both are made good by then.
    while (parquet(out.resolve("gradient_similarity")) < 2) {
      assertThat(first.isAlive()).as(cluster.output("first")).isTrue();
      assertThat(System.nanoTime()).as(cluster.output("first")).isLessThan(deadline);
      Thread.sleep(5);
    }
    first.destroyForcibly(); // SIGKILL
    assertThat(first.waitFor()).as(cluster.output("first")).isEqualTo(KILLED);
    assertThat(names(mishaps)).as("executors killed before that").containsExactly("killed");
    assertThat(cluster.output("first"))
        .containsPattern("Measuring trial \\w{16} again: executor lost: .* code 137");
    System.out.println(
        "Killed with %d of 3 measured".formatted(parquet(out.resolve("gradient_similarity"))));

    Process second = gradient("second", mishaps, out);
    assertThat(second.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(second.exitValue()).as(cluster.output("second")).isZero();
    assertThat(tables(out)).isEqualTo(tables(undisturbed()));
  }

  private static Process gradient(String name, Path mishaps, Path out) throws IOException {
    Path file = Files.writeString(folder.resolve("learn.conf"), FILE);
    return cluster.sparkDriver(
        name,
        Mishaps.settings(Mishaps.Kind.EXECUTOR, mishaps),
        Main.class.getName(),
        "gradient",
        file.toString(),
        "--out",
        out.toString());
  }

  private static long parquet(Path place) throws IOException {
    return names(place).stream().filter(name -> name.endsWith(".parquet")).count();
  }

  private static Map<String, List<String>> tables(Path out) {
    List<Table<?>> tables = new ArrayList<>(Tables.ALL);
    tables.add(Tables.GRADIENT_SIMILARITY);
    tables.add(Tables.CLUSTERS);
    Map<String, List<String>> rows = new StoredTables(out).plain(tables);
    rows.forEach(
        (name, values) -> assertThat(values).as(name).isNotEmpty().doesNotHaveDuplicates());
    return rows;
  }

  /** The same study in this process. */
  private Path undisturbed() {
    Path out = folder.resolve("undisturbed");
    GradientStudy study = GradientStudy.plan(ExperimentFile.parse(FILE), "learn");
    HadoopStorage storage = HadoopStorage.at(out.toString(), new Configuration());
    try (ResultWriter results = ResultWriter.open(storage, study.study());
        GradientStudyJob job = new GradientStudyJob(study, storage, results, line -> {})) {
      job.run(
          local,
          (phase, retry) -> train(phase, storage, results),
          Set.of(),
          line -> {},
          () -> false);
    }
    return out;
  }

  private StudySummary train(Study phase, HadoopStorage storage, ResultWriter results) {
    StudyProgress progress =
        new StudyProgress(new PrintWriter(System.out), false, System::nanoTime);
    return StudyJob.onSpark(
            local, phase, Experiment::run, storage.uri(""), results, progress, () -> false)
        .run(Set.of());
  }
}
