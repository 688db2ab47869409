package org.sharelab.jobs.drill;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.sharelab.jobs.study.StudyJob;
import org.sharelab.jobs.study.StudyProgress;
import org.sharelab.jobs.table.HadoopStorage;
import org.sharelab.jobs.table.ResultWriter;
import org.sharelab.jobs.table.Storage;
import org.sharelab.jobs.testing.StandaloneCluster;
import org.sharelab.jobs.testing.Studies;
import org.sharelab.study.Study;

/** The driver process of a drill: the study job as the command {@code run} drives it, and death. */
public final class DrillDriver {
  private DrillDriver() {}

  /** Twelve trials. */
  static Study study() {
    return Studies.small(4);
  }

  /**
   * @param arguments master, folder of kills, output folder, "train" or "pretend", kill points
   */
  public static void main(String[] arguments) {
    Kills kills = new Kills(arguments[1]);
    kills.iAmTheDriver();
    Set<KillPoint> points = EnumSet.noneOf(KillPoint.class);
    Arrays.stream(arguments).skip(4).map(KillPoint::valueOf).forEach(points::add);
    Storage storage =
        new DeadlyStorage(HadoopStorage.at(arguments[2], new Configuration()), kills, points);
    Study study = study();
    try (ResultWriter results = ResultWriter.open(storage, study)) {
      if (!StudyJob.missing(study, results.committed(), Set.of()).isEmpty()) {
        String victim = study.trials().get(1).id();
        DeadlyTrial trial = new DeadlyTrial(kills, points, victim, arguments[3].equals("train"));
        run(arguments[0], study, trial, arguments[2], results);
      }
    }
  }

  private static void run(
      String master, Study study, DeadlyTrial trial, String out, ResultWriter results) {
    SparkConf conf =
        new SparkConf()
            .setMaster(master)
            .setAppName("drill")
            .set("spark.ui.enabled", "false")
            .set("spark.task.maxFailures", "1")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.executor.cores", "1")
            .set("spark.executor.memory", "512m")
            .set("spark.executor.extraClassPath", StandaloneCluster.classPath());
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      StudyProgress progress =
          new StudyProgress(new PrintWriter(System.out), false, System::nanoTime);
      StudyJob.onSpark(spark, study, trial, out, results, progress, results::isLost).run(Set.of());
    }
  }

  /** The main class and arguments of a driver process. */
  static String[] command(
      String master, Path kills, Path out, boolean trains, List<KillPoint> points) {
    String[] arguments = new String[4 + points.size()];
    arguments[0] = master;
    arguments[1] = kills.toString();
    arguments[2] = out.toString();
    arguments[3] = trains ? "train" : "pretend";
    int next = 4;
    for (KillPoint point : points) {
      arguments[next++] = point.name();
    }
    return arguments;
  }
}
