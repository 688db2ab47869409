package org.sharelab.jobs.cli;

import java.io.PrintWriter;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.sql.SparkSession;
import org.sharelab.experiment.Experiment;
import org.sharelab.jobs.spark.Session;
import org.sharelab.jobs.spark.TrialPlacement;
import org.sharelab.jobs.study.StudyJob;
import org.sharelab.jobs.study.StudyMetrics;
import org.sharelab.jobs.study.StudyProgress;
import org.sharelab.jobs.study.StudySummary;
import org.sharelab.jobs.table.ResultWriter;
import org.sharelab.result.Status;
import org.sharelab.study.Study;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The Spark application of a command that trains: gives trials what {@code study.resources} asks.
 */
final class StudyApplication implements AutoCloseable {
  private final PrintWriter err;
  private final SparkSession session;
  private final JavaSparkContext spark;
  private final ResourceProfile profile;

  private StudyApplication(PrintWriter err, SparkSession session, TrialPlacement placement) {
    this.err = err;
    this.session = session;
    this.spark = new JavaSparkContext(session.sparkContext());
    this.profile = placement.profile(spark).orElse(null);
    placement.remarks().forEach(remark -> err.println("note: " + remark));
  }

  /** Connects to Spark's master, or starts a local one. */
  static StudyApplication open(CommandSpec command, Study study) {
    TrialPlacement placement = new TrialPlacement(study.spec().resources(), new SparkConf());
    SparkSession session = Session.forStudy(study.spec().name(), placement, Main.verbose(command));
    return new StudyApplication(command.commandLine().getErr(), session, placement);
  }

  JavaSparkContext spark() {
    return spark;
  }

  /**
   * Trains what is missing of a study, showing how far it is.
   *
   * @param retry statuses whose trials are run once more
   * @param stop asked often; once true, what runs is given up
   */
  StudySummary train(
      Study study,
      OutputFolder output,
      ResultWriter results,
      Set<Status> retry,
      BooleanSupplier stop) {
    StudyProgress progress = new StudyProgress(err, System.console() != null, System::nanoTime);
    StudyMetrics.show(progress.tally());
    return StudyJob.onSpark(
            spark, profile, study, Experiment::run, output.open().uri(""), results, progress, stop)
        .run(retry);
  }

  @Override
  public void close() {
    session.stop();
  }
}
