package org.sharelab.jobs.cli;

import java.io.PrintWriter;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sharelab.jobs.bench.StudyBenchmark;
import org.sharelab.jobs.report.Format;
import org.sharelab.jobs.report.Listing;
import org.sharelab.jobs.spark.Session;
import org.sharelab.jobs.spark.TrialPlacement;
import org.sharelab.jobs.study.StudyProgress;
import org.sharelab.result.BuildVersion;
import org.sharelab.study.TrialResources;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Times a study whose trials only pretend to train. */
@Command(
    name = "bench-study",
    description = "Time what scheduling and committing add to the work of a study's trials.")
final class BenchStudyCommand implements Runnable {
  /** What trials do. */
  private enum Work {
    CPU,
    SLEEP
  }

  private static final List<String> COLUMNS =
      List.of(
          "trials",
          "at_once",
          "work_seconds",
          "ideal_seconds",
          "wall_clock_seconds",
          "efficiency",
          "overhead_ms_per_trial");

  @Spec private CommandSpec command;

  @Option(names = "--trials", description = "Number of trials (default: ${DEFAULT-VALUE}).")
  private int trials = 1000;

  @Option(
      names = "--seconds",
      description = "Work of a trial, the mean if lengths differ (default: ${DEFAULT-VALUE}).")
  private double seconds = 0.01;

  @Option(
      names = "--lengths",
      description = {
        "Number of different lengths, from half to one and a half of the mean",
        "(default: ${DEFAULT-VALUE})."
      })
  private int lengths = 1;

  @Option(
      names = "--work",
      description = "cpu: keep a core busy; sleep (default: ${DEFAULT-VALUE}).")
  private Work work = Work.CPU;

  @Option(names = "--format", description = "table, csv or json (default: ${DEFAULT-VALUE}).")
  private Format format = Format.TABLE;

  @Override
  public void run() {
    StudyBenchmark benchmark = new StudyBenchmark(trials, seconds, lengths, work == Work.CPU);
    TrialPlacement placement = new TrialPlacement(TrialResources.UNSAID, new SparkConf());
    SparkSession session = Session.forStudy("bench", placement, Main.verbose(command));
    try {
      JavaSparkContext spark = new JavaSparkContext(session.sparkContext());
      int places = spark.defaultParallelism() / placement.cpus();
      PrintWriter err = command.commandLine().getErr();
      StudyProgress progress = new StudyProgress(err, System.console() != null, System::nanoTime);
      print(benchmark.run(spark, places, progress), spark.master());
    } finally {
      session.stop();
    }
  }

  private void print(StudyBenchmark.Measures measures, String master) {
    PrintWriter out = command.commandLine().getOut();
    if (format == Format.TABLE) {
      out.printf(
          "%d trials of %s s on %s, %d processors here; commit %s%n%n",
          trials,
          seconds,
          master,
          Runtime.getRuntime().availableProcessors(),
          BuildVersion.current().gitCommit());
    }
    List<Object> row =
        List.of(
            measures.trials(),
            measures.places(),
            measures.work(),
            measures.ideal(),
            measures.wallClock(),
            measures.efficiency(),
            1000 * measures.overheadPerTrial());
    new Listing(COLUMNS, List.of(row)).print(format, out);
    out.flush();
  }
}
