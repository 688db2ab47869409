package org.sharelab.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sharelab.config.ExperimentFile;
import org.sharelab.experiment.Experiment;
import org.sharelab.jobs.study.StudyJob;
import org.sharelab.jobs.study.StudyProgress;
import org.sharelab.jobs.study.StudySummary;
import org.sharelab.jobs.table.HadoopStorage;
import org.sharelab.jobs.table.ResultReader;
import org.sharelab.jobs.table.ResultWriter;
import org.sharelab.jobs.testing.LocalSpark;
import org.sharelab.jobs.testing.Mutation;
import org.sharelab.jobs.testing.RandomExperiment;
import org.sharelab.result.Status;
import org.sharelab.result.Tables;
import org.sharelab.study.Study;

/**
 * Files drawn at random, valid ones and damaged ones. {@code -Drandom.files=200} tries more than
 * every build does.
 */
class RandomFilesTest {
  private static final int VALID = Integer.getInteger("random.files", 10);
  private static final int MUTATED = Integer.getInteger("random.files", 100);

  @TempDir Path folder;

  @Test
  void everyValidFileRunsToAnEnd() throws IOException {
    List<String> problems = new ArrayList<>();
    for (int seed = 0; seed < VALID; seed++) {
      String text = new RandomExperiment(seed).text();
      try {
        run(text, folder.resolve("valid-" + seed)).forEach(problems::add);
      } catch (RuntimeException | Error problem) {
        problems.add("seed %d: %s%n%s".formatted(seed, problem, text));
      }
    }
    assertThat(problems).isEmpty();
  }

  /** Runs the trials of a file; returns what became of those that did not get to an end. */
  private static List<String> run(String text, Path out) {
    Study study = Study.plan(ExperimentFile.parse(text), "random");
    JavaSparkContext spark = new JavaSparkContext(LocalSpark.session().sparkContext());
    HadoopStorage storage = HadoopStorage.at(out.toString(), new Configuration());
    StudyProgress progress =
        new StudyProgress(new PrintWriter(new StringWriter()), false, System::nanoTime);
    try (ResultWriter results = ResultWriter.open(storage, study)) {
      StudySummary summary =
          StudyJob.onSpark(
                  spark, study, Experiment::run, storage.uri(""), results, progress, () -> false)
              .run(Set.of());
      int ended = summary.count(Status.COMPLETED) + summary.count(Status.DIVERGED);
      return ended == study.trials().size() ? List.of() : failures(storage, text);
    }
  }

  private static List<String> failures(HadoopStorage storage, String text) {
    List<String> failures = new ArrayList<>();
    List<Row> rows =
        ResultReader.open(storage)
            .read(LocalSpark.session(), Tables.TRIALS)
            .select("status", "error_code", "error_message")
            .collectAsList();
    rows.forEach(row -> failures.add(row + "\n" + text));
    return failures;
  }

  @Test
  void everyDamagedFileIsRefusedInOneLineBeforeAnythingIsWritten() throws IOException {
    List<String> problems = new ArrayList<>();
    for (int seed = 0; seed < MUTATED; seed++) {
      String text = Mutation.of(seed);
      Path out = folder.resolve("out");
      Path file = Files.writeString(folder.resolve("file.conf"), text);
      StringWriter printed = new StringWriter();
      StringWriter errors = new StringWriter();
      int code =
          new Main()
              .execute(
                  new PrintWriter(printed),
                  new PrintWriter(errors),
                  "run",
                  file.toString(),
                  "--out",
                  out.toString());
      String said = errors.toString();
      boolean refused =
          code == ExitCode.USAGE
              && said.matches("error: (Invalid|Cannot) [^\n]+\n")
              && !said.matches("(?s).*(Exception|null|\\$[A-Z]|\\bat org\\.).*")
              && printed.toString().isEmpty()
              && Files.notExists(out);
      if (!refused) {
        problems.add("seed %d: exit code %d, %s%s%n".formatted(seed, code, said, text));
      }
    }
    assertThat(problems).isEmpty();
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(folder.resolve("file.conf"));
    }
  }
}
