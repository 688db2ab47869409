package org.sharelab.jobs.study;

import java.io.PrintWriter;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.sharelab.experiment.TrialOutcome;
import org.sharelab.jobs.table.HadoopStorage;
import org.sharelab.jobs.table.ResultWriter;
import org.sharelab.jobs.testing.Studies;
import org.sharelab.study.Study;

/**
 * A driver process whose trials sleep instead of training: the victim of {@link KilledDriverIT}.
 */
public final class SlowStudy {
  static final int REPLICATES = 30; // 90 trials: one full batch, and a rest

  private SlowStudy() {}

  static Study study() {
    return Studies.small(REPLICATES);
  }

  /**
   * @param arguments output folder, milliseconds of a trial
   */
  public static void main(String[] arguments) {
    long millis = Long.parseLong(arguments[1]);
    SparkConf conf =
        new SparkConf()
            .setMaster("local[2]")
            .setAppName("slow")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.driver.host", "127.0.0.1");
    TrialFunction sleeper =
        (trial, context) -> {
          try {
            Thread.sleep(millis);
          } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
          }
          double accuracy = 0.5 + 0.001 * trial.replicate();
          return new TrialOutcome.Ended(Studies.completed(trial, context.attempt(), accuracy));
        };
    try (JavaSparkContext spark = new JavaSparkContext(conf);
        ResultWriter results =
            ResultWriter.open(HadoopStorage.at(arguments[0], new Configuration()), study())) {
      StudyProgress progress =
          new StudyProgress(new PrintWriter(System.out), false, System::nanoTime);
      StudyJob.onSpark(spark, study(), sleeper, arguments[0], results, progress, () -> false)
          .run(Set.of());
    }
  }
}
