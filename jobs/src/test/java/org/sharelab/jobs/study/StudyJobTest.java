package org.sharelab.jobs.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sharelab.experiment.TrialOutcome;
import org.sharelab.jobs.table.HadoopStorage;
import org.sharelab.jobs.table.ResultWriter;
import org.sharelab.jobs.table.TrialRows;
import org.sharelab.jobs.testing.LocalSpark;
import org.sharelab.jobs.testing.Studies;
import org.sharelab.result.Status;
import org.sharelab.result.TrialResult;
import org.sharelab.study.Agenda.Assignment;
import org.sharelab.study.Study;
import org.sharelab.study.TrialSpec;

class StudyJobTest {
  @TempDir Path folder;

  private final Study study = Studies.small(2); // 6 trials
  private final StringWriter printed = new StringWriter();

  /** Runs trials at once, in this thread. */
  private static final class DirectRunner implements TrialRunner {
    private final Function<TrialSpec, CompletableFuture<TrialRows>> trials;
    private final List<String> submitted = new ArrayList<>();
    private final List<Integer> attempts = new ArrayList<>();
    private boolean cancelled;

    DirectRunner(Function<TrialSpec, CompletableFuture<TrialRows>> trials) {
      this.trials = trials;
    }

    @Override
    public CompletableFuture<TrialRows> submit(Assignment assignment, int attempt) {
      TrialSpec trial = assignment.trial();
      submitted.add(trial.id());
      attempts.add(attempt);
      return trials.apply(trial);
    }

    @Override
    public int window() {
      return 2;
    }

    @Override
    public int slots() {
      return 2;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  private static CompletableFuture<TrialRows> done(TrialResult result) {
    return CompletableFuture.completedFuture(TrialRows.of(result));
  }

  private ResultWriter open() {
    return ResultWriter.open(HadoopStorage.at(folder.toString(), new Configuration()), study);
  }

  private StudyProgress progress() {
    return new StudyProgress(new PrintWriter(printed), false, System::nanoTime);
  }

  private StudySummary run(TrialRunner runner, BooleanSupplier stop, Status... retry) {
    try (ResultWriter results = open()) {
      return new StudyJob(study, results, runner, progress(), stop).run(Set.of(retry));
    }
  }

  @Test
  void runsEveryTrialOnceAndThenNoMore() {
    DirectRunner runner = new DirectRunner(trial -> done(Studies.completed(trial, 1, 0.5)));
    StudySummary summary = run(runner, () -> false);
    assertThat(summary.count(Status.COMPLETED)).isEqualTo(6);
    assertThat(summary.isFinished()).isTrue();
    assertThat(runner.submitted)
        .containsExactlyInAnyOrderElementsOf(study.trials().stream().map(TrialSpec::id).toList());

    StudySummary again = run(runner, () -> false);
    assertThat(again.executed()).isZero();
    assertThat(runner.submitted).hasSize(6);
  }

  @Test
  void startsLongTrialsFirst() {
    Study mixed = Studies.small(1, "study.space={\"training.epochs\"=[1, 9, 3]}");
    DirectRunner runner = new DirectRunner(trial -> done(Studies.completed(trial, 1, 0.5)));
    try (ResultWriter results =
        ResultWriter.open(HadoopStorage.at(folder.toString(), new Configuration()), mixed)) {
      new StudyJob(mixed, results, runner, progress(), () -> false).run(Set.of());
    }
    List<String> expected =
        mixed.trials().stream()
            .sorted(Comparator.comparing((TrialSpec t) -> -t.training().epochs()))
            .map(TrialSpec::id)
            .toList();
    assertThat(runner.submitted).isEqualTo(expected);
  }

  @Test
  void trialThatCannotBeRunBecomesRowAndOthersGoOn() {
    String lost = study.trials().get(2).id();
    DirectRunner runner =
        new DirectRunner(
            trial ->
                trial.id().equals(lost)
                    ? CompletableFuture.failedFuture(new IllegalStateException("executor\ngone"))
                    : done(Studies.completed(trial, 1, 0.5)));
    StudySummary summary = run(runner, () -> false);
    assertThat(summary.count(Status.COMPLETED)).isEqualTo(5);
    assertThat(summary.count(Status.FAILED)).isEqualTo(1);
  }

  @Test
  void failedTrialsAreRunAgainOnlyIfAsked() {
    DirectRunner failing = new DirectRunner(trial -> done(Studies.failed(trial, 1)));
    run(failing, () -> false);
    DirectRunner second = new DirectRunner(trial -> done(Studies.completed(trial, 2, 0.5)));
    assertThat(run(second, () -> false).executed()).isZero();
    StudySummary retried = run(second, () -> false, Status.FAILED);
    assertThat(retried.executed()).isEqualTo(6);
    assertThat(retried.count(Status.COMPLETED)).isEqualTo(6);
    assertThat(second.attempts).containsOnly(2);
  }

  @Test
  void stopsLaunchingWhenAsked() {
    DirectRunner[] runner = new DirectRunner[1];
    runner[0] =
        new DirectRunner(
            trial ->
                runner[0].submitted.size() <= 2
                    ? done(Studies.completed(trial, 1, 0.5))
                    : new CompletableFuture<>());
    StudySummary summary = run(runner[0], () -> runner[0].submitted.size() >= 3);
    assertThat(summary.isFinished()).isFalse();
    assertThat(summary.finished()).isBetween(1, 2);
    assertThat(runner[0].submitted).hasSizeLessThanOrEqualTo(4);
    assertThat(runner[0].cancelled).isTrue();

    DirectRunner rest = new DirectRunner(trial -> done(Studies.completed(trial, 1, 0.5)));
    assertThat(run(rest, () -> false).executed()).isEqualTo(6 - summary.finished());
  }

  @Test
  void onSparkExceptionInTrialBecomesRowAfterOneAttempt() {
    JavaSparkContext spark = new JavaSparkContext(LocalSpark.session().sparkContext());
    TrialFunction function =
        (trial, context) -> {
          if (trial.sharing().shareRate() == 4) {
            throw new IllegalStateException("bad luck\nin two lines");
          }
          return new TrialOutcome.Ended(Studies.completed(trial, context.attempt(), 0.5));
        };
    try (ResultWriter results = open()) {
      StudySummary summary =
          StudyJob.onSpark(
                  spark, study, function, folder.toString(), results, progress(), () -> false)
              .run(Set.of());
      assertThat(summary.count(Status.COMPLETED)).isEqualTo(4);
      assertThat(summary.count(Status.FAILED)).isEqualTo(2);
      assertThat(results.committed().values())
          .allSatisfy(committed -> assertThat(committed.attempts()).isEqualTo(1));
    }
  }
}
