package org.sharelab.jobs.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.sharelab.check.Checks;
import org.sharelab.config.ExperimentFile;
import org.sharelab.jobs.study.StudyJob;
import org.sharelab.jobs.study.StudyProgress;
import org.sharelab.jobs.study.StudySummary;
import org.sharelab.jobs.table.HadoopStorage;
import org.sharelab.jobs.table.ResultWriter;
import org.sharelab.result.Status;
import org.sharelab.study.Study;
import org.sharelab.study.TrialSpec;

/**
 * Runs a study whose trials only pretend to train, with everything else as always: planning,
 * scheduling longest first, tasks, commits, publishing.
 *
 * @param trials how many
 * @param seconds mean work of a trial
 * @param lengths different lengths, evenly spread from half to one and a half of the mean; 1 for
 *     equal ones
 * @param busy whether trials compute, or sleep
 */
public record StudyBenchmark(int trials, double seconds, int lengths, boolean busy) {
  private static final int MEAN_EPOCHS = 1000;
  private static final double NANOSECONDS = 1e9;

  public StudyBenchmark {
    Checks.valid(trials >= 1, "Invalid --trials: %d (>= 1)", trials);
    Checks.valid(seconds > 0, "Invalid --seconds: %s (> 0)", seconds);
    Checks.valid(
        lengths >= 1 && lengths <= MEAN_EPOCHS && trials % lengths == 0,
        "Invalid --lengths: %d (1 to %d, a divisor of the number of trials)",
        lengths,
        MEAN_EPOCHS);
  }

  /**
   * What was measured.
   *
   * @param trials that completed
   * @param places trials that ran at once
   * @param work seconds of all trials together
   * @param ideal shortest possible wall-clock: the work spread evenly, or the longest trial
   * @param wallClock from the first trial's submission until all tables were published
   */
  public record Measures(int trials, int places, double work, double ideal, double wallClock) {

    /** Seconds of a place that a trial cost beyond its work. */
    public double overheadPerTrial() {
      return (wallClock * places - work) / trials;
    }

    /** Ideal over measured wall-clock; 1 at best. */
    public double efficiency() {
      return ideal / wallClock;
    }
  }

  /**
   * Runs it once.
   *
   * @param places trials that Spark runs at once
   */
  public Measures run(JavaSparkContext spark, int places, StudyProgress progress) {
    Study study = Study.plan(file(), "bench");
    PretendedTrial trial = new PretendedTrial(seconds / MEAN_EPOCHS, busy);
    Path folder = temporaryFolder();
    HadoopStorage storage =
        HadoopStorage.at(folder.toUri().toString(), spark.hadoopConfiguration());
    try (ResultWriter results = ResultWriter.open(storage, study)) {
      long start = System.nanoTime();
      StudySummary summary =
          StudyJob.onSpark(spark, study, trial, storage.uri(""), results, progress, () -> false)
              .run(Set.of());
      double wallClock = (System.nanoTime() - start) / NANOSECONDS;
      Checks.environment(
          summary.count(Status.COMPLETED) == trials,
          "Cannot measure: only %d of %d trials completed",
          summary.count(Status.COMPLETED),
          trials);
      return measures(study, trial, places, wallClock);
    } finally {
      delete(folder);
    }
  }

  private Measures measures(Study study, PretendedTrial trial, int places, double wallClock) {
    List<TrialSpec> all = study.trials();
    double work = all.stream().mapToDouble(trial::seconds).sum();
    double longest = all.stream().mapToDouble(trial::seconds).max().orElseThrow();
    return new Measures(all.size(), places, work, Math.max(work / places, longest), wallClock);
  }

  private ExperimentFile file() {
    String epochs =
        IntStream.range(0, lengths)
            .map(
                i -> lengths == 1 ? MEAN_EPOCHS : MEAN_EPOCHS / 2 + i * MEAN_EPOCHS / (lengths - 1))
            .mapToObj(String::valueOf)
            .collect(Collectors.joining(", "));
    return ExperimentFile.parse(
        """
        study { name = bench, replicates = %d, space { "training.epochs" = [%s] } }
        data { name = glyphs, train-limit = 100, test-limit = 100 }
        model { name = convmixer, width = 8, depth = 4, kernel-size = 3, patch-size = 8 }
        training { epochs = 1, batch-size = 50 }
        """
            .formatted(trials / lengths, epochs));
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("sharelab-bench");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
