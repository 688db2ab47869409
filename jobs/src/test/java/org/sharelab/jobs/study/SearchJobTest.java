package org.sharelab.jobs.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sharelab.check.ValidationException;
import org.sharelab.config.ExperimentFile;
import org.sharelab.jobs.table.HadoopStorage;
import org.sharelab.jobs.table.ResultReader;
import org.sharelab.jobs.table.ResultWriter;
import org.sharelab.jobs.table.Storage;
import org.sharelab.jobs.table.TrialRows;
import org.sharelab.jobs.testing.FailingStorage;
import org.sharelab.jobs.testing.FailingStorage.Death;
import org.sharelab.jobs.testing.LocalSpark;
import org.sharelab.jobs.testing.Processes;
import org.sharelab.jobs.testing.Studies;
import org.sharelab.jobs.view.Views;
import org.sharelab.result.Status;
import org.sharelab.study.Agenda.Assignment;
import org.sharelab.study.Study;
import org.sharelab.study.TrialSpec;
import org.sharelab.study.search.Decision;
import org.sharelab.study.search.Decision.Kind;

/** Searches through the job, its output folder and its views, without training. */
class SearchJobTest {
  /** Proposals and verdicts that do not depend on the order of arrival. */
  private static final String FILE =
      """
      study {
        name = search, replicates = 2
        objectives = [test-accuracy, unique-parameters]
        space {
          "model.sharing.rate" = [1, 2, 4, 6]
          "model.depth" { min = 4, max = 12, step = 4, type = integer }
          "training.optimizer.learning-rate" { min = 1e-4, max = 0.1, scale = log }
        }
        sampler { name = tpe, startup-points = 3, parallel-points = 2 }
        scheduler { name = successive-halving, eta = 2 }
        budget { trials = 12 }
      }
      data { name = glyphs, train-limit = 100, test-limit = 100 }
      model { name = convmixer, width = 4, kernel-size = 3, patch-size = 8 }
      training { epochs = 4, batch-size = 50 }
      """;

  @TempDir Path folder;

  private final Set<String> tasks = new HashSet<>();

  private static Study plan(String... sets) {
    return Study.plan(ExperimentFile.parse(FILE).set(List.of(sets)), "search");
  }

  /** Trains at once: the smaller the distance of the learning rate to 0.01, the better. */
  private final class DirectRunner implements TrialRunner {
    @Override
    public CompletableFuture<TrialRows> submit(Assignment assignment, int attempt) {
      TrialSpec trial = assignment.trial();
      double decades = Math.log10(trial.training().optimizer().learningRate() / 0.01);
      tasks.add(trial.id() + "@" + assignment.untilEpoch());
      return CompletableFuture.completedFuture(
          TrialRows.of(
              Studies.trained(
                  trial,
                  attempt,
                  assignment.untilEpoch(),
                  epoch -> 0.9 - 0.1 * Math.abs(decades) - 0.2 / epoch)));
    }

    @Override
    public int window() {
      return 128;
    }

    @Override
    public int slots() {
      return 3;
    }

    @Override
    public void cancel() {}
  }

  private HadoopStorage disk(String name) {
    return HadoopStorage.at(folder.resolve(name).toString(), new Configuration());
  }

  /** Runs to the end, or until the storage kills it; then nothing is closed. */
  private StudySummary run(Study study, Storage storage) {
    ResultWriter results = ResultWriter.open(storage, study, Processes.dead(), notice -> {});
    StudyProgress progress =
        new StudyProgress(new PrintWriter(Writer.nullWriter()), false, System::nanoTime);
    StudySummary summary =
        new StudyJob(study, results, new DirectRunner(), progress, () -> false).run(Set.of());
    results.close();
    return summary;
  }

  private static List<Decision> decisions(Study study, HadoopStorage storage) {
    try (ResultWriter results = ResultWriter.open(storage, study)) {
      return results.search().decisions();
    }
  }

  /** Status and epochs of each trial, which must be there once. */
  private static TreeMap<String, String> trials(HadoopStorage storage) {
    TreeMap<String, String> trials = new TreeMap<>();
    for (TrialRows trial : ResultReader.open(storage).trials()) {
      String before =
          trials.put(trial.trialId(), trial.status() + " after " + trial.trial("epochs"));
      assertThat(before).isNull();
    }
    return trials;
  }

  @Test
  void endsWithARowForEveryProposedTrialAndAReasonForEveryDecision() {
    StudySummary summary = run(plan(), disk("out"));
    assertThat(summary.planned()).isEqualTo(12);
    assertThat(summary.isFinished()).isTrue();
    // 6 points at epoch 1, the best 3 at epoch 2, the best 1 at epoch 4; 2 replicates
    assertThat(summary.count(Status.COMPLETED)).isEqualTo(2);
    assertThat(summary.count(Status.PRUNED)).isEqualTo(10);
    assertThat(summary.best().orElseThrow()).startsWith("test-accuracy 0.8");
    assertThat(tasks).hasSize(12 + 6 + 2);
    assertThat(trials(disk("out")).values().stream().sorted().distinct())
        .containsExactly("COMPLETED after 4", "PRUNED after 1", "PRUNED after 2");
    assertThat(folder.resolve("out/_sharelab/paused")).isEmptyDirectory();
    assertThat(folder.resolve("out/_sharelab/decisions")).isEmptyDirectory();
  }

  @Test
  void goesOnWithTheSameProposalsWhereverItIsKilled() {
    Study study = plan();
    run(study, disk("undisturbed"));
    List<Decision> expected = decisions(study, disk("undisturbed"));
    TreeMap<String, String> ended = trials(disk("undisturbed"));
    int kills = 0;
    boolean finished = false;
    for (int changes = 0; !finished; changes += 8) {
      String name = "killed-" + changes;
      try {
        Death death = kills % 2 == 0 ? Death.BEFORE : Death.HALFWAY;
        run(study, new FailingStorage(disk(name), changes, death));
        finished = true;
      } catch (FailingStorage.Killed killed) {
        kills++;
        run(study, disk(name));
      }
      assertThat(decisions(study, disk(name))).as(name).isEqualTo(expected);
      assertThat(trials(disk(name))).as(name).isEqualTo(ended);
    }
    assertThat(kills).isGreaterThan(8);
  }

  @Test
  void largerBudgetGoesOnInTheSameFolder() {
    run(plan(), disk("out"));
    List<Decision> before = decisions(plan(), disk("out"));
    StudySummary same = run(plan(), disk("out"));
    assertThat(same.executed()).isZero();
    assertThat(decisions(plan(), disk("out"))).isEqualTo(before);

    Study larger = plan("study.budget.trials=20");
    StudySummary more = run(larger, disk("out"));
    assertThat(more.planned()).isEqualTo(20);
    assertThat(more.isFinished()).isTrue();
    assertThat(decisions(larger, disk("out"))).startsWith(before.toArray(Decision[]::new));
    assertThat(trials(disk("out"))).hasSize(20);
  }

  @Test
  void anotherSearchIsRefusedInTheSameFolder() {
    run(plan(), disk("out"));
    assertThatThrownBy(() -> run(plan("study.sampler.startup-points=4"), disk("out")))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("study.sampler.startup-points is 3 and not 4");
  }

  @Test
  void viewsTellDecisionsPointsAndTheFront() {
    run(plan("study.scheduler.name=none", "study.scheduler.eta=null"), disk("out"));
    SparkSession spark = LocalSpark.session();
    Views.register(spark, ResultReader.open(disk("out")));
    List<Decision> decisions =
        decisions(plan("study.scheduler.name=none", "study.scheduler.eta=null"), disk("out"));

    List<Row> told = spark.sql("SELECT * FROM v_decisions").collectAsList();
    assertThat(told.stream().map(row -> row.<String>getAs("reason")))
        .containsExactlyElementsOf(decisions.stream().map(Decision::reason).toList());
    assertThat(told.stream().map(row -> row.<Long>getAs("trials")))
        .containsExactlyElementsOf(
            decisions.stream().map(d -> d.kind() == Kind.PROPOSED ? 2L : 0L).toList());

    List<Row> points = spark.sql("SELECT * FROM v_points").collectAsList();
    assertThat(points).hasSize(6).allMatch(row -> row.<Long>getAs("completed") == 2);
    // Both replicates have the same made-up accuracy, so the interval has no width.
    assertThat(points)
        .allMatch(row -> row.<Double>getAs("low_95").equals(row.<Double>getAs("mean_accuracy")));

    List<Row> front = spark.sql("SELECT * FROM v_pareto").collectAsList();
    assertThat(front.stream().map(row -> row.<String>getAs("settings")))
        .containsExactlyInAnyOrderElementsOf(front(points));
  }

  /** The points that no other dominates, compared one by one. */
  private static List<String> front(List<Row> points) {
    List<String> front = new ArrayList<>();
    for (Row one : points) {
      boolean dominated =
          points.stream()
              .anyMatch(
                  other ->
                      accuracy(other) >= accuracy(one)
                          && parameters(other) <= parameters(one)
                          && (accuracy(other) > accuracy(one)
                              || parameters(other) < parameters(one)));
      if (!dominated) {
        front.add(one.getAs("settings"));
      }
    }
    return front;
  }

  private static double accuracy(Row row) {
    return row.<Double>getAs("mean_accuracy");
  }

  private static long parameters(Row row) {
    return row.<Long>getAs("unique_parameters");
  }
}
