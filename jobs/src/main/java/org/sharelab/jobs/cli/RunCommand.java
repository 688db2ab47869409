package org.sharelab.jobs.cli;

import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sharelab.check.Checks;
import org.sharelab.experiment.Experiment;
import org.sharelab.jobs.spark.Session;
import org.sharelab.jobs.study.Coverage;
import org.sharelab.jobs.study.StudyJob;
import org.sharelab.jobs.study.StudyProgress;
import org.sharelab.jobs.table.DriverProcess;
import org.sharelab.jobs.table.ResultWriter;
import org.sharelab.result.Status;
import org.sharelab.study.Study;
import org.sharelab.study.TrialSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a study, or what is missing of it. */
@Command(
    name = "run",
    description = "Run a study; the same command again does only what is missing.")
final class RunCommand implements Callable<Integer> {
  /** Outcomes that count as failures. */
  private enum Retry {
    FAILED,
    TIMED_OUT
  }

  @Spec private CommandSpec command;
  @Mixin private ExperimentArguments experiment;
  @Mixin private OutputFolder output;

  @Option(
      names = "--retry",
      paramLabel = "STATUS",
      split = ",",
      description = "Run trials that ended so once more: failed, timed_out.")
  private Set<Retry> retry = EnumSet.noneOf(Retry.class);

  @Override
  public Integer call() {
    Study study = experiment.planTrials();
    Checks.valid(
        !study.isSearch(),
        "Invalid study: a search cannot be run yet (sampler grid or points, no scheduler or budget)");
    Set<Status> statuses =
        retry.stream().map(status -> Status.valueOf(status.name())).collect(Collectors.toSet());
    Interruption interruption = Main.interruption(command);
    PrintWriter err = command.commandLine().getErr();
    try (ResultWriter results =
        ResultWriter.open(output.open(), study, DriverProcess.current(), err::println)) {
      List<TrialSpec> missing = StudyJob.missing(study, results.committed(), statuses);
      Experiment.validateData(missing);
      announce(study, missing.size());
      StudyJob.Summary summary =
          missing.isEmpty()
              ? StudyJob.Summary.of(study, results, 0)
              : runOnSpark(study, results, statuses, interruption);
      return interruption.isRequested()
          ? interrupted(summary, results.halfway())
          : conclude(summary, Coverage.of(study, results));
    }
  }

  private void announce(Study study, int missing) {
    int planned = study.trials().size();
    PrintWriter err = command.commandLine().getErr();
    err.printf(
        "Study %s: %d trials%s, results in %s%n",
        study.spec().name(),
        planned,
        missing == planned ? "" : ", %d of them already there".formatted(planned - missing),
        output.location());
    err.flush();
  }

  private StudyJob.Summary runOnSpark(
      Study study, ResultWriter results, Set<Status> statuses, Interruption interruption) {
    SparkSession session = Session.forStudy(study.spec().name(), Main.verbose(command));
    try {
      boolean terminal = System.console() != null;
      return StudyJob.onSpark(
              new JavaSparkContext(session.sparkContext()),
              study,
              Experiment::run,
              output.open().uri(""),
              results,
              new StudyProgress(command.commandLine().getErr(), terminal, System::nanoTime),
              () -> interruption.isRequested() || results.isLost())
          .run(statuses);
    } finally {
      session.stop();
    }
  }

  private int interrupted(StudyJob.Summary summary, int halfway) {
    PrintWriter out = command.commandLine().getOut();
    out.printf(
        "Interrupted with %d of %d trials committed%s; the same command does the rest%n",
        summary.finished(),
        summary.planned(),
        halfway > 0 ? " and %d more saved where they were".formatted(halfway) : "");
    out.flush();
    return ExitCode.INTERRUPTED;
  }

  private int conclude(StudyJob.Summary summary, Coverage coverage) {
    PrintWriter out = command.commandLine().getOut();
    String counts =
        summary.counts().entrySet().stream()
            .map(entry -> "%d %s".formatted(entry.getValue(), entry.getKey().column()))
            .collect(Collectors.joining(", "));
    out.printf("%d trials: %s%n", summary.planned(), counts);
    if (coverage.incomplete() > 0) {
      out.printf(
          "Unequal survivors: %d of %d points have replicates that did not complete (v_coverage)%n",
          coverage.incomplete(), coverage.points());
    }
    int failures = summary.count(Status.FAILED) + summary.count(Status.TIMED_OUT);
    String next =
        failures > 0
            ? "SELECT trial_id, error_code, error_message FROM trials WHERE status <> 'completed'"
            : "SELECT * FROM v_share_rate";
    out.printf("%s: %s%n", failures > 0 ? "Reasons" : "Next", output.query(next));
    out.flush();
    return failures > 0 ? ExitCode.TRIALS_FAILED : ExitCode.OK;
  }
}
