package org.sharelab.jobs.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.sharelab.jobs.report.Format;
import org.sharelab.jobs.study.StudyProgress;
import org.sharelab.study.Study;
import org.sharelab.study.TrialCost;
import org.sharelab.study.gradient.GradientStudy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the trials of a study and what they cost; reads no data and starts nothing. */
@Command(name = "plan", description = "Print the trials of a study and what they cost.")
final class PlanCommand implements Runnable {
  @Spec private CommandSpec command;
  @Mixin private ExperimentArguments experiment;

  @Option(names = "--format", description = "table, csv or json (default: ${DEFAULT-VALUE}).")
  private Format format = Format.TABLE;

  @Override
  public void run() {
    PrintWriter out = command.commandLine().getOut();
    Study study = experiment.plan();
    if (study.isSearch()) {
      new PlannedSearch(study).print(format, out);
      return;
    }
    PlannedTrials trials = new PlannedTrials(study);
    if (format != Format.TABLE) {
      trials.all().print(format, out);
      return;
    }
    out.printf(
        "Study %s: %d points x %d replicates = %d trials%n",
        study.spec().name(), trials.points(), study.spec().replicates(), study.trials().size());
    out.printf("All with %s%n%n", trials.common());
    trials.differences().print(Format.TABLE, out);
    printCost(study, out);
    experiment.gradients().ifPresent(gradients -> printLearned(gradients, out));
  }

  private static void printLearned(GradientStudy study, PrintWriter out) {
    out.printf(
        "Then: the gradients of %d of them, and up to %d trials with plans learned from these%n",
        study.measured().size(), study.learned().size());
    out.flush();
  }

  private static void printCost(Study study, PrintWriter out) {
    TrialCost cost =
        study.trials().stream().map(TrialCost::of).reduce(TrialCost.NONE, TrialCost::plus);
    out.printf("%nCost: %d trials, %s%n", study.trials().size(), described(cost));
    out.flush();
  }

  /** A cost for people. */
  static String described(TrialCost cost) {
    return String.format(
        Locale.ROOT,
        "%,d steps, %s multiply-adds; roughly %s on one core",
        cost.steps(),
        magnitude(cost.macs()),
        StudyProgress.duration(Math.round(cost.coreSeconds())));
  }

  /** A large number for people, such as {@code 3.2 T}. */
  private static String magnitude(double number) {
    String units = " kMGTPE";
    int unit = 0;
    double scaled = number;
    while (scaled >= 1000 && unit < units.length() - 1) {
      scaled /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", scaled, units.charAt(unit)).strip();
  }
}
