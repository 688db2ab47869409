package org.sharelab.jobs.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sharelab.config.ExperimentFile;
import org.sharelab.experiment.Checkpoint;
import org.sharelab.experiment.Experiment;
import org.sharelab.jobs.study.StudyJob;
import org.sharelab.jobs.study.StudyProgress;
import org.sharelab.jobs.study.StudySummary;
import org.sharelab.jobs.table.HadoopStorage;
import org.sharelab.jobs.table.ResultWriter;
import org.sharelab.jobs.table.StoredCheckpoints;
import org.sharelab.jobs.table.StoredTables;
import org.sharelab.jobs.testing.LocalSpark;
import org.sharelab.result.Tables;
import org.sharelab.study.Study;
import org.sharelab.study.gradient.GradientStudy;
import org.sharelab.train.TrainingState;

/** Gradients from kept checkpoints are those of trials that are trained again. */
class KeptCheckpointTest {
  private static final String FILE =
      """
      study { name = kept, replicates = 2, checkpoint { keep = %s } }
      gradient { epochs = [0, 2], shards = 3 }
      data { name = glyphs, train-limit = 100, test-limit = 20 }
      model { name = convmixer, width = 4, depth = 4, kernel-size = 3, patch-size = 8
              sharing { rate = 4 } }
      training { epochs = 2, batch-size = 25 }
      """;

  /** Pairs of 4 uses of a weight and of a bias, twice, of 2 trials. */
  private static final int ROWS = 48;

  @TempDir Path folder;

  private final JavaSparkContext spark = new JavaSparkContext(LocalSpark.session().sparkContext());

  private static GradientStudy study(String keep) {
    return GradientStudy.plan(ExperimentFile.parse(FILE.formatted(keep)), "kept");
  }

  private HadoopStorage storage(String out) {
    return HadoopStorage.at(folder.resolve(out).toString(), new Configuration());
  }

  private void train(String keep, String out) {
    Study study = study(keep).study();
    try (ResultWriter results = ResultWriter.open(storage(out), study)) {
      train(study, results, out);
    }
  }

  private StudySummary train(Study study, ResultWriter results, String out) {
    StudyProgress progress =
        new StudyProgress(new PrintWriter(new StringWriter()), false, System::nanoTime);
    return StudyJob.onSpark(
            spark, study, Experiment::run, storage(out).uri(""), results, progress, () -> false)
        .run(Set.of());
  }

  /** The command's work, on a folder where trials may have been trained. */
  private List<String> measured(String keep, String out) {
    GradientStudy study = study(keep);
    try (ResultWriter results = ResultWriter.open(storage(out), study.study());
        GradientStudyJob job = new GradientStudyJob(study, storage(out), results, line -> {})) {
      job.run(
          spark, (phase, retry) -> train(phase, results, out), Set.of(), line -> {}, () -> false);
    }
    Map<String, List<String>> tables =
        new StoredTables(folder.resolve(out)).plain(List.of(Tables.GRADIENT_SIMILARITY));
    List<String> rows = tables.get(Tables.GRADIENT_SIMILARITY.name());
    assertThat(rows).hasSize(ROWS).doesNotHaveDuplicates();
    return rows;
  }

  private List<Path> kept(String out) throws IOException {
    Path place = folder.resolve(out).resolve("_sharelab/checkpoints");
    if (Files.notExists(place)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(place)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void givesTheSameTableAsTrainingAgain() throws IOException {
    List<String> again = measured("none", "again");
    assertThat(kept("again")).isEmpty();
    assertThat(measured("last", "kept")).isEqualTo(again);
    assertThat(kept("kept")).as("one of each trial").hasSize(2);

    train("last", "damaged");
    List<Path> damaged = kept("damaged");
    Files.write(damaged.get(0), new byte[] {1, 2, 3});
    Files.delete(damaged.get(1));
    assertThat(measured("last", "damaged")).isEqualTo(again);
  }

  /** With wrong numbers in it, since the right ones are those of training again. */
  @Test
  void measuresWhatTheCheckpointHolds() {
    train("last", "wrong");
    StoredCheckpoints checkpoints = StoredCheckpoints.in(storage("wrong"));
    study("last").measured().forEach(trial -> moveParameters(checkpoints, trial.id()));
    List<String> wrong = measured("last", "wrong");
    List<String> right = measured("none", "right");
    // Those of the initial network are right, those of the last epoch are not.
    assertThat(wrong.stream().filter(right::contains)).hasSize(ROWS / 2);
  }

  private static void moveParameters(StoredCheckpoints checkpoints, String trial) {
    Checkpoint right = checkpoints.latest(trial).orElseThrow();
    TrainingState state = right.state();
    float[] parameters = state.parameters().clone();
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] *= 1 + i % 3;
    }
    checkpoints.discard(trial);
    checkpoints.save(
        new Checkpoint(
            trial,
            right.provenance(),
            right.progress(),
            new TrainingState(state.iteration(), parameters, state.updater()),
            right.elapsedSeconds(),
            right.peakNativeBytes(),
            right.epochs()));
  }
}
