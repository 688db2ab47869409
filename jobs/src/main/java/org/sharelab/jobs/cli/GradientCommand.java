package org.sharelab.jobs.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.sharelab.experiment.Experiment;
import org.sharelab.jobs.gradient.GradientStudyJob;
import org.sharelab.jobs.study.StudyJob;
import org.sharelab.jobs.study.StudySummary;
import org.sharelab.jobs.table.DriverProcess;
import org.sharelab.jobs.table.HadoopStorage;
import org.sharelab.jobs.table.ResultWriter;
import org.sharelab.result.Status;
import org.sharelab.study.Study;
import org.sharelab.study.TrialSpec;
import org.sharelab.study.gradient.GradientStudy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs a study that measures gradients, or what is missing of it. */
@Command(
    name = "gradient",
    description = {
      "Run a study that measures gradients and learns sharing plans from them;",
      "the same command again does only what is missing."
    })
final class GradientCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private ExperimentArguments experiment;
  @Mixin private OutputFolder output;
  @Mixin private RetryOption retry;

  @Override
  public Integer call() {
    GradientStudy study = experiment.planGradients();
    Interruption interruption = Main.interruption(command);
    HadoopStorage storage = output.open();
    if (!ResultWriter.holdsStudy(storage)) { // a file that has to be mended must not claim it
      Experiment.validateData(study.study().trials());
    }
    try (ResultWriter results =
            ResultWriter.open(storage, study.study(), DriverProcess.current(), this::say);
        GradientStudyJob job = new GradientStudyJob(study, storage, results, this::say)) {
      BooleanSupplier stop = () -> interruption.isRequested() || results.isLost();
      Study known = job.known();
      List<TrialSpec> missing = StudyJob.missing(known, results.committed(), retry.statuses());
      Experiment.validateData(missing);
      announce(study, known.trials().size() - missing.size());
      StudySummary summary =
          missing.isEmpty() && job.unmeasured().isEmpty()
              ? StudySummary.of(StudyJob.agenda(known, results, Set.of()), results, 0)
              : runOnSpark(job, study, results, stop);
      return conclude(study, summary, job.unknown(), interruption.isRequested());
    }
  }

  private void announce(GradientStudy study, int there) {
    say(
        "Study %s: %d trials, gradients of %d, then %d with learned plans%s; results in %s"
            .formatted(
                study.study().spec().name(),
                study.study().trials().size(),
                study.measured().size(),
                study.learned().size(),
                there == 0 ? "" : ", %d of all already there".formatted(there),
                output.location()));
  }

  private void say(String line) {
    PrintWriter err = command.commandLine().getErr();
    err.println(line);
    err.flush();
  }

  private StudySummary runOnSpark(
      GradientStudyJob job, GradientStudy study, ResultWriter results, BooleanSupplier stop) {
    try (StudyApplication application = StudyApplication.open(command, study.study())) {
      return job.run(
          application.spark(),
          (phase, statuses) -> application.train(phase, output, results, statuses, stop),
          retry.statuses(),
          this::say,
          stop);
    }
  }

  private int conclude(
      GradientStudy study, StudySummary summary, long unknown, boolean interrupted) {
    PrintWriter out = command.commandLine().getOut();
    if (interrupted) {
      out.printf(
          "Interrupted with %d trials committed; the same command does the rest%n",
          summary.finished());
      out.flush();
      return ExitCode.INTERRUPTED;
    }
    out.println(summary.told());
    if (unknown > 0) {
      out.printf("Learned plans not made, as their source did not complete: %d%n", unknown);
    }
    boolean failed =
        unknown > 0 || summary.count(Status.FAILED) + summary.count(Status.TIMED_OUT) > 0;
    out.printf("%s: %s%n", failed ? "Reasons" : "Next", output.query(next(study, failed)));
    out.flush();
    return failed ? ExitCode.TRIALS_FAILED : ExitCode.OK;
  }

  private static String next(GradientStudy study, boolean failed) {
    if (failed) {
      return "SELECT trial_id, error_code, error_message FROM trials WHERE status <> 'completed'";
    }
    return study.learned().isEmpty()
        ? "SELECT * FROM v_gradient_conflict"
        : "SELECT plan, rival, mean_difference, joint_low_95, joint_high_95, finding"
            + " FROM v_plan_comparison WHERE is_same_budget";
  }
}
