package org.sharelab.jobs.study;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceProfile;
import org.sharelab.experiment.TrialOutcome;
import org.sharelab.jobs.preflight.Finding;
import org.sharelab.jobs.preflight.Preflight;
import org.sharelab.jobs.spark.TrialPlacement;
import org.sharelab.jobs.table.HadoopStorage;
import org.sharelab.jobs.table.ResultWriter;
import org.sharelab.jobs.testing.StandaloneCluster;
import org.sharelab.jobs.testing.Studies;
import org.sharelab.study.Study;
import org.sharelab.study.TrialSpec;

/**
 * A driver whose trials note which device they were given, and hold it for a while: {@link
 * FakeDevicesIT}.
 */
public final class DeviceStudy {
  /** Four devices as nvidia-smi lists them, of the oldest and the newest kind among others. */
  static final String SOUND =
      "0, GPU-%1$s-a, Fake, 8.6\n1, GPU-%1$s-b, Fake, 3.7\n"
          + "2, GPU-%1$s-c, Fake, 8.9\n3, GPU-%1$s-d, Fake, 7.5\n";

  /** Two that are one, and two too new. */
  private static final String UNSOUND =
      "0, GPU-%1$s-a, Fake, 8.6\n1, GPU-%1$s-b, Fake, 9.0\n"
          + "2, GPU-%1$s-a, Fake, 8.6\n3, GPU-%1$s-d, Fake, 9.0\n";

  private static final long MILLIS = 300;

  private DeviceStudy() {}

  static Study study() {
    return Studies.small(4, "study.resources={cpus=1, gpus=1}"); // 12 trials
  }

  /**
   * @param arguments master, a folder for what is found
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[1]);
    SparkConf conf =
        new SparkConf()
            .setMaster(arguments[0])
            .setAppName("devices")
            .set("spark.ui.port", "0")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.executor.memory", "512m")
            .set("spark.executor.resource.gpu.amount", "2")
            .set("spark.executor.extraClassPath", StandaloneCluster.classPath());
    TrialPlacement placement = new TrialPlacement(study().spec().resources(), conf);
    placement.defaults().forEach(conf::setIfMissing);
    try (JavaSparkContext spark = new JavaSparkContext(conf);
        ResultWriter results =
            ResultWriter.open(
                HadoopStorage.at(folder.resolve("out").toString(), new Configuration()), study())) {
      ResourceProfile profile = placement.profile(spark).orElseThrow();
      note(folder.resolve("preflight"), look(spark, profile, folder.resolve("out").toString()));
      StudyProgress progress =
          new StudyProgress(new PrintWriter(System.out), false, System::nanoTime);
      StudyMetrics.show(progress.tally());
      TrialFunction holder = holder(folder.resolve("uses").toString());
      StudyJob.onSpark(
              spark,
              profile,
              study(),
              holder,
              folder.resolve("out").toString(),
              results,
              progress,
              () -> false)
          .run(Set.of());
      note(folder.resolve("metrics"), metrics(spark));
      list(folder, UNSOUND);
      note(folder.resolve("preflight-of-unsound"), look(spark, profile, null));
    }
  }

  /** Sets what the machine's nvidia-smi lists; claims are for the machine, so names are unique. */
  static void list(Path folder, String devices) {
    note(folder.resolve("devices"), devices.formatted(folder.getFileName()));
  }

  private static String look(JavaSparkContext spark, ResourceProfile profile, String out) {
    List<Finding> findings = new Preflight(spark, study().spec().resources(), profile, out).run();
    StringBuilder text = new StringBuilder();
    findings.forEach(
        each ->
            text.append("%s | %s | %s%n".formatted(each.check(), each.result(), each.detail())));
    return text.toString();
  }

  /** What Spark's servlet shows of the study. */
  private static String metrics(JavaSparkContext spark) throws IOException {
    String address = spark.sc().uiWebUrl().get() + "/metrics/json";
    try (var stream = URI.create(address).toURL().openStream()) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static TrialFunction holder(String folder) {
    return (trial, context) -> {
      long start = System.nanoTime();
      sleep();
      String use = "%d %d %d".formatted(context.device().getAsInt(), start, System.nanoTime());
      note(Path.of(folder, trial.id()), use);
      return new TrialOutcome.Ended(Studies.completed(trial, context.attempt(), 0.5));
    };
  }

  private static void sleep() {
    try {
      Thread.sleep(MILLIS);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private static void note(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  /** Ids of the study's trials. */
  static List<String> trials() {
    return study().trials().stream().map(TrialSpec::id).toList();
  }
}
