package org.sharelab.jobs.preflight;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.status.api.v1.ExecutorSummary;
import org.sharelab.check.Checks;
import org.sharelab.check.EnvironmentException;
import org.sharelab.study.TrialResources;
import scala.collection.JavaConverters;

/** Looks at every executor of a cluster before a study is started there. */
public final class Preflight {
  private static final long PROBE_MILLIS = 1000;
  private static final int ROUNDS = 5;
  private static final long PATIENCE_MILLIS = 60_000;
  private static final long SETTLED_MILLIS = 3_000;

  private final JavaSparkContext spark;
  private final TrialResources resources;
  private final ResourceProfile profile;
  private final String location;

  /**
   * @param resources what trials are to get
   * @param profile what makes Spark give it to them; null if its settings do
   * @param location of the results; null to leave storage out
   */
  public Preflight(
      JavaSparkContext spark, TrialResources resources, ResourceProfile profile, String location) {
    this.spark = spark;
    this.resources = resources;
    this.profile = profile;
    this.location = location;
  }

  /**
   * Runs all checks on all executors.
   *
   * @return findings by executor, in a fixed order of checks
   * @throws EnvironmentException if there is no executor, or one does not answer
   */
  public List<Finding> run() {
    String driversFile = UUID.randomUUID().toString();
    DriversFile file = DriversFile.write(location, driversFile, spark.hadoopConfiguration());
    try {
      if (spark.getConf().getBoolean("spark.dynamicAllocation.enabled", false)) {
        probe(spark.defaultParallelism(), driversFile); // executors come for tasks only
      }
      List<Finding> findings = new ArrayList<>();
      probeAll(awaitExecutors(), driversFile)
          .values()
          .forEach(seen -> findings.addAll(seen.findings(resources)));
      return findings;
    } finally {
      if (file != null) {
        file.delete();
      }
    }
  }

  /** Executors may still be starting: waits until none has come for a while. */
  private List<ExecutorSummary> awaitExecutors() {
    long start = System.currentTimeMillis();
    long lastChange = start;
    List<ExecutorSummary> known = List.of();
    while (System.currentTimeMillis() - start < PATIENCE_MILLIS) {
      List<ExecutorSummary> now = executors();
      if (now.size() != known.size()) {
        lastChange = System.currentTimeMillis();
      }
      known = now;
      boolean settled = System.currentTimeMillis() - lastChange >= SETTLED_MILLIS;
      if (!known.isEmpty() && (settled || spark.isLocal())) {
        return known;
      }
      pause();
    }
    throw new EnvironmentException(
        "Cannot find executors: none came within a minute (are workers there, and have they what"
            + " one executor asks for?)");
  }

  private static void pause() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new EnvironmentException("Cannot wait for executors: interrupted", interrupted);
    }
  }

  private List<ExecutorSummary> executors() {
    return JavaConverters.seqAsJavaList(spark.sc().statusStore().executorList(true)).stream()
        .filter(executor -> spark.isLocal() || !executor.id().equals("driver"))
        .toList();
  }

  private Map<String, ExecutorReports> probeAll(
      List<ExecutorSummary> executors, String driversFile) {
    Map<String, ExecutorReports> seen = new TreeMap<>();
    executors.forEach(each -> seen.put(each.id(), new ExecutorReports(each)));
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.currentTimeMillis();
      List<ExecutorReport> reports = probe(places(executors), driversFile);
      long end = System.currentTimeMillis();
      reports.stream()
          .filter(report -> seen.containsKey(report.executor()))
          .forEach(report -> seen.get(report.executor()).add(report, start, end));
      if (seen.values().stream().noneMatch(ExecutorReports::isEmpty)) {
        return seen;
      }
    }
    List<String> silent =
        seen.entrySet().stream()
            .filter(e -> e.getValue().isEmpty())
            .map(Map.Entry::getKey)
            .toList();
    Checks.environment(
        silent.size() < seen.size(),
        "Cannot run a task: no executor took one of %d rounds",
        ROUNDS);
    silent.forEach(seen::remove);
    return seen;
  }

  /** Tasks that fit on the executors at once. */
  private int places(List<ExecutorSummary> executors) {
    int cpus = Math.max(1, taskCpus());
    int places = executors.stream().mapToInt(each -> each.totalCores() / cpus).sum();
    return Math.max(1, places);
  }

  private int taskCpus() {
    return profile == null
        ? spark.getConf().getInt("spark.task.cpus", 1)
        : resources.cpus() > 0 ? resources.cpus() : spark.getConf().getInt("spark.task.cpus", 1);
  }

  private List<ExecutorReport> probe(int tasks, String driversFile) {
    spark.setJobDescription("Preflight: one task per place for a trial");
    List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
    JavaRDD<Integer> places = spark.parallelize(numbers, tasks);
    return (profile == null ? places : places.withResources(profile))
        .map(new Probe(location, driversFile, PROBE_MILLIS))
        .collect();
  }

  /** A file in the output folder for executors to find; deleted in the end. */
  private record DriversFile(FileSystem files, Path folder, Path file) {

    static DriversFile write(String location, String name, Configuration configuration) {
      if (location == null) {
        return null;
      }
      try {
        Path folder = new Path(location, StorageReport.FOLDER);
        FileSystem files = folder.getFileSystem(configuration);
        DriversFile result = new DriversFile(files, folder, new Path(folder, name));
        StorageReport.write(files, result.file);
        return result;
      } catch (IOException | IllegalArgumentException problem) {
        throw new EnvironmentException(
            "Cannot write to %s: %s".formatted(location, problem.getMessage()), problem);
      }
    }

    void delete() {
      try {
        files.delete(file, false);
        if (files.listStatus(folder).length == 0) {
          files.delete(folder, false);
        }
      } catch (IOException problem) {
        throw new EnvironmentException(
            "Cannot delete %s: %s".formatted(file, problem.getMessage()), problem);
      }
    }
  }
}
