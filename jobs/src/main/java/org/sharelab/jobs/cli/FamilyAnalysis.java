package org.sharelab.jobs.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sharelab.analysis.reusability.ReusabilityCase;
import org.sharelab.analysis.reusability.ReusabilitySpec;
import org.sharelab.config.ExperimentFile;
import org.sharelab.jobs.analysis.ReusabilityJob;
import org.sharelab.jobs.spark.Session;
import org.sharelab.jobs.study.StudyProgress;
import org.sharelab.jobs.table.AnalysisWriter;
import org.sharelab.jobs.table.DriverProcess;
import org.sharelab.result.ReusabilityRow;
import org.sharelab.result.Tables;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The models of a file, analysed on Spark into an output folder.
 *
 * @param command whose output and error streams are used
 * @param file with a section {@code analysis}
 * @param location of the output folder
 */
record FamilyAnalysis(CommandSpec command, Path file, String location)
    implements Callable<Integer> {

  @Override
  public Integer call() {
    ReusabilitySpec family =
        ReusabilitySpec.read(ExperimentFile.read(file), ExperimentArguments.nameOf(file));
    Interruption interruption = Main.interruption(command);
    try (AnalysisWriter<ReusabilityRow> results =
        AnalysisWriter.open(
            OutputFolder.at(location),
            Tables.REUSABILITY,
            "case_id",
            DriverProcess.current(),
            command.commandLine().getErr()::println)) {
      List<ReusabilityCase> missing = ReusabilityJob.missing(family.cases(), results);
      announce(family, missing.size());
      int analysed = missing.isEmpty() ? 0 : onSpark(family, results, missing, interruption);
      return conclude(family, missing.size() - analysed, interruption.isRequested());
    }
  }

  private void announce(ReusabilitySpec family, int missing) {
    int planned = family.cases().size();
    PrintWriter err = command.commandLine().getErr();
    err.printf(
        "Analysis %s: %d models%s, results in %s%n",
        family.name(),
        planned,
        missing == planned ? "" : ", %d of them already there".formatted(planned - missing),
        location);
    err.flush();
  }

  private int onSpark(
      ReusabilitySpec family,
      AnalysisWriter<ReusabilityRow> results,
      List<ReusabilityCase> missing,
      Interruption interruption) {
    SparkSession session = Session.forStudy(family.name(), Main.verbose(command));
    try {
      JavaSparkContext spark = new JavaSparkContext(session.sparkContext());
      return new ReusabilityJob(spark, results, interruption::isRequested, progress(missing.size()))
          .run(missing);
    } finally {
      session.stop();
    }
  }

  /** A line after each commit that leaves something to do. */
  private IntConsumer progress(int planned) {
    long started = System.nanoTime();
    PrintWriter err = command.commandLine().getErr();
    return committed -> {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started);
      if (committed > 0 && committed < planned) {
        err.printf(
            "%d of %d models, %s so far, about %s left%n",
            committed,
            planned,
            StudyProgress.duration(seconds),
            StudyProgress.duration(seconds * (planned - committed) / committed));
        err.flush();
      }
    };
  }

  private int conclude(ReusabilitySpec family, int left, boolean interrupted) {
    PrintWriter out = command.commandLine().getOut();
    int planned = family.cases().size();
    if (interrupted) {
      out.printf(
          "Interrupted with %d of %d models committed; the same command does the rest%n",
          planned - left, planned);
      out.flush();
      return ExitCode.INTERRUPTED;
    }
    out.printf("%d models analysed%n", planned);
    out.printf(
        "Next: scripts/sharelab query --out %s "
            + "\"SELECT model, sharing, estimate_spread FROM reusability\"%n",
        location);
    out.flush();
    return ExitCode.OK;
  }
}
