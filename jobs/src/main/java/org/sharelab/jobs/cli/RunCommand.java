package org.sharelab.jobs.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.sharelab.experiment.Experiment;
import org.sharelab.jobs.study.Coverage;
import org.sharelab.jobs.study.StudyJob;
import org.sharelab.jobs.study.StudySummary;
import org.sharelab.jobs.table.DriverProcess;
import org.sharelab.jobs.table.HadoopStorage;
import org.sharelab.jobs.table.ResultWriter;
import org.sharelab.result.Status;
import org.sharelab.study.Agenda;
import org.sharelab.study.Study;
import org.sharelab.study.TrialSpec;
import org.sharelab.study.search.history.Metric;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs a study, or what is missing of it. */
@Command(
    name = "run",
    description = "Run a study; the same command again does only what is missing.")
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private ExperimentArguments experiment;
  @Mixin private OutputFolder output;
  @Mixin private RetryOption retry;

  @Override
  public Integer call() {
    Study study = experiment.planTrials();
    Set<Status> statuses = retry.statuses();
    Interruption interruption = Main.interruption(command);
    PrintWriter err = command.commandLine().getErr();
    HadoopStorage storage = output.open();
    if (!ResultWriter.holdsStudy(storage)) { // a file that has to be mended must not claim it
      Experiment.validateData(study.isSearch() ? study.samples() : study.trials());
    }
    try (ResultWriter results =
        ResultWriter.open(storage, study, DriverProcess.current(), err::println)) {
      List<TrialSpec> missing = StudyJob.missing(study, results.committed(), statuses);
      Experiment.validateData(study.isSearch() ? study.samples() : missing);
      Agenda agenda = StudyJob.agenda(study, results, statuses);
      announce(study, agenda, results);
      StudySummary summary =
          isDone(agenda, results)
              ? StudySummary.of(agenda, results, 0)
              : runOnSpark(study, results, statuses, interruption);
      return interruption.isRequested()
          ? interrupted(study, summary, results.halfway())
          : conclude(study, summary, Coverage.of(study, results));
    }
  }

  /** Whether nothing is left to start or to store; asks an agenda that is thrown away. */
  private static boolean isDone(Agenda agenda, ResultWriter results) {
    return !agenda.hasNext(results.search().elapsedSeconds())
        && agenda.takeDecisions().isEmpty()
        && agenda.takePruned().isEmpty();
  }

  private void announce(Study study, Agenda agenda, ResultWriter results) {
    long there =
        agenda.trials().stream().filter(trial -> results.committed(trial.id()) != null).count();
    String trials =
        study.isSearch()
            ? "a search, %d trials so far".formatted(there)
            : "%d trials%s"
                .formatted(
                    agenda.trials().size(),
                    there == 0 ? "" : ", %d of them already there".formatted(there));
    PrintWriter err = command.commandLine().getErr();
    err.printf("Study %s: %s, results in %s%n", study.spec().name(), trials, output.location());
    err.flush();
  }

  private StudySummary runOnSpark(
      Study study, ResultWriter results, Set<Status> statuses, Interruption interruption) {
    try (StudyApplication application = StudyApplication.open(command, study)) {
      return application.train(
          study, output, results, statuses, () -> interruption.isRequested() || results.isLost());
    }
  }

  private int interrupted(Study study, StudySummary summary, int halfway) {
    PrintWriter out = command.commandLine().getOut();
    out.printf(
        "Interrupted with %d of %d%s trials committed%s; the same command does the rest%n",
        summary.finished(),
        summary.planned(),
        study.isSearch() ? " proposed" : "",
        halfway > 0 ? " and %d more saved where they were".formatted(halfway) : "");
    out.flush();
    return ExitCode.INTERRUPTED;
  }

  private int conclude(Study study, StudySummary summary, Coverage coverage) {
    PrintWriter out = command.commandLine().getOut();
    out.println(summary.told());
    if (coverage.incomplete() > 0 && !study.isSearch()) { // a search gives up points as a whole
      out.printf(
          "Unequal survivors: %d of %d points have replicates that did not complete (v_coverage)%n",
          coverage.incomplete(), coverage.points());
    }
    summary.best().ifPresent(best -> out.printf("Best: %s%n", best));
    int failures = summary.count(Status.FAILED) + summary.count(Status.TIMED_OUT);
    String next =
        failures > 0
            ? "SELECT trial_id, error_code, error_message FROM trials WHERE status IN ('failed', 'timed_out')"
            : answer(study);
    out.printf("%s: %s%n", failures > 0 ? "Reasons" : "Next", output.query(next));
    out.flush();
    return failures > 0 ? ExitCode.TRIALS_FAILED : ExitCode.OK;
  }

  /** A query for what the study was about. */
  private static String answer(Study study) {
    if (!study.isSearch()) {
      return "SELECT * FROM v_share_rate";
    }
    return study.spec().search().objectives().contains(Metric.UNIQUE_PARAMETERS)
        ? "SELECT unique_parameters, mean_accuracy, settings FROM v_pareto"
        : "SELECT point, mean_accuracy, settings FROM v_points LIMIT 10";
  }
}
