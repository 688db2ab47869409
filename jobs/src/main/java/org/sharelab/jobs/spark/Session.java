package org.sharelab.jobs.spark;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.sharelab.kernel.VectorModule;
import org.sharelab.nn.NetworkOptions.Engine;
import org.sharelab.study.TrialResources;

/**
 * Opens the Spark session.
 *
 * <p>What the user set, on the command line of spark-submit or in its files, is never touched; the
 * settings here are for keys that were left open.
 */
public final class Session {
  /** How often Spark tries a task where {@code spark.task.maxFailures} is not set. */
  public static final int SPARKS_TRIES = 4;

  private Session() {}

  /** The session of an analysis, whose tasks compute on what Spark's own settings give. */
  public static SparkSession forStudy(String study, PrintWriter verbose) {
    TrialPlacement placement = new TrialPlacement(TrialResources.UNSAID, new SparkConf());
    return forStudy(study, placement, verbose);
  }

  /** The session of a study: trials run on its executors. */
  public static SparkSession forStudy(String study, TrialPlacement placement, PrintWriter verbose) {
    Map<String, String> defaults = common("Sharelab: " + study);
    defaults.putAll(placement.defaults());
    defaults.putAll(
        ofExecutors(
            Stream.of(VectorModule.javaOption(), Engine.javaOption())
                .flatMap(Optional::stream)
                .toList()));
    return open(defaults, verbose);
  }

  /**
   * Executors compute as the driver would: with other vectors or another engine, results differ.
   *
   * @param javaOptions those of the driver that matter for that
   */
  static Map<String, String> ofExecutors(List<String> javaOptions) {
    Map<String, String> defaults = new LinkedHashMap<>();
    if (!javaOptions.isEmpty()) {
      defaults.put("spark.executor.defaultJavaOptions", String.join(" ", javaOptions));
    }
    defaults.put("spark.task.maxFailures", "1"); // study.retries decides, with the trial in view
    return defaults;
  }

  /** The session of a query: a few small files, one user waiting. */
  public static SparkSession forQuery(PrintWriter verbose) {
    Map<String, String> defaults = common("Sharelab: query");
    defaults.put("spark.ui.enabled", "false");
    defaults.put("spark.sql.shuffle.partitions", "1");
    defaults.put("spark.sql.adaptive.enabled", "false");
    defaults.put("spark.sql.codegen.wholeStage", "false"); // compiling costs more than it saves
    defaults.put("spark.sql.debug.maxToStringFields", "1000");
    return open(defaults, verbose);
  }

  private static Map<String, String> common(String name) {
    Map<String, String> defaults = new LinkedHashMap<>();
    defaults.put("spark.app.name", name);
    defaults.put("spark.master", "local[*]");
    defaults.put("spark.ui.showConsoleProgress", "false");
    defaults.put("spark.sql.session.timeZone", "UTC");
    defaults.put("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir") + "/sharelab");
    return defaults;
  }

  private static SparkSession open(Map<String, String> defaults, PrintWriter verbose) {
    SparkConf conf = new SparkConf();
    defaults.forEach(
        (key, value) -> {
          if (!conf.contains(key)) {
            conf.set(key, value);
            verbose.printf("set %s=%s%n", key, value);
          }
        });
    verbose.flush();
    return SparkSession.builder().config(conf).getOrCreate();
  }
}
