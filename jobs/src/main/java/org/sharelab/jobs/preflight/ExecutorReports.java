package org.sharelab.jobs.preflight;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.spark.status.api.v1.ExecutorSummary;
import org.sharelab.jobs.preflight.Finding.Result;
import org.sharelab.platform.ProcessReport;
import org.sharelab.study.TrialResources;

/** What the tasks of one executor reported, and what to say of it. */
final class ExecutorReports {
  private static final long MEBIBYTE = 1024 * 1024;

  /** Native memory of one trial where the file does not say; enough for small networks. */
  private static final long MODEST_TRIAL = 1024;

  private static final long TOLERATED_SKEW_MILLIS = 5_000;

  private final String executor;
  private final int cores;
  private final List<ExecutorReport> reports = new ArrayList<>();
  private long skewMillis;

  ExecutorReports(ExecutorSummary summary) {
    this(summary.id(), summary.totalCores());
  }

  /**
   * @param cores that Spark counts for it
   */
  ExecutorReports(String executor, int cores) {
    this.executor = executor;
    this.cores = cores;
  }

  /**
   * Adds a report.
   *
   * @param start the driver's clock before the task was submitted
   * @param end and after its result had come
   */
  void add(ExecutorReport report, long start, long end) {
    reports.add(report);
    long clock = report.clockMillis();
    skewMillis = clock < start ? clock - start : clock > end ? clock - end : 0;
  }

  boolean isEmpty() {
    return reports.isEmpty();
  }

  /** What the checks found here. */
  List<Finding> findings(TrialResources resources) {
    List<Finding> findings = new ArrayList<>();
    findings.add(natives());
    findings.add(threads());
    findings.add(memory(resources));
    findings.add(devices(resources));
    findings.add(clock());
    if (first().storage() != null) {
      findings.add(storage());
    }
    return findings;
  }

  private ExecutorReport first() {
    return reports.get(0);
  }

  private Finding finding(String check, Result result, String detail, Object... values) {
    return new Finding(executor, first().host(), check, result, detail.formatted(values));
  }

  private Finding natives() {
    ProcessReport process = first().process();
    return process.problem() == null
        ? finding("native library", Result.OK, "%s", process.library())
        : finding("native library", Result.FAILED, "%s", process.problem());
  }

  private int trialsAtOnce() {
    return Math.max(1, cores / first().taskCpus());
  }

  private Finding threads() {
    ProcessReport process = first().process();
    int cpus = first().taskCpus();
    String seen =
        "%d trials at once, %d threads each, %d processors"
            .formatted(trialsAtOnce(), cpus, process.processors());
    if (process.openMpThreads() != null && !process.openMpThreads().equals(String.valueOf(cpus))) {
      return finding(
          "threads",
          Result.WARNING,
          "%s; OMP_NUM_THREADS is %s (set spark.executorEnv.OMP_NUM_THREADS=%d)",
          seen,
          process.openMpThreads(),
          cpus);
    }
    boolean crowded = trialsAtOnce() * cpus > process.processors();
    return finding(
        "threads",
        crowded ? Result.WARNING : Result.OK,
        crowded ? "%s: trials will wait for each other" : "%s",
        seen);
  }

  private Finding memory(TrialResources resources) {
    ProcessReport process = first().process();
    long each = resources.memoryBytes() > 0 ? resources.memoryMegabytes() : MODEST_TRIAL;
    long needed = each * trialsAtOnce();
    long arrays = process.arrayBytes() / MEBIBYTE;
    long heap = process.heapBytes() / MEBIBYTE;
    long limit = process.processBytes() / MEBIBYTE;
    long machine = process.machineBytes() / MEBIBYTE;
    String seen =
        "arrays may take %d MiB, the whole process %s, heap %d MiB, machine %d MiB"
            .formatted(arrays, limit == 0 ? "any" : limit + " MiB", heap, machine);
    if (arrays < needed || limit > 0 && limit < heap + needed) {
      return finding(
          "memory",
          resources.memoryBytes() > 0 ? Result.FAILED : Result.WARNING,
          "%s; %d trials of %d MiB need --conf spark.executor.memoryOverhead=%dm --conf"
              + " 'spark.executor.extraJavaOptions=-Dorg.bytedeco.javacpp.maxbytes=%dm"
              + " -Dorg.bytedeco.javacpp.maxphysicalbytes=%dm'",
          seen,
          trialsAtOnce(),
          each,
          needed + 512,
          needed,
          heap + needed + 512);
    }
    boolean tooLarge = machine > 0 && heap + needed > machine;
    return finding(
        "memory",
        tooLarge ? Result.WARNING : Result.OK,
        tooLarge ? "%s: less than heap and %d trials of %d MiB" : "%s; enough for %d of %d MiB",
        seen,
        trialsAtOnce(),
        each);
  }

  private Finding devices(TrialResources resources) {
    if (resources.gpus() == 0) {
      return finding("devices", Result.OK, "none asked for");
    }
    List<String> addresses =
        reports.stream().flatMap(r -> r.addresses().stream()).distinct().sorted().toList();
    String problem =
        reports.stream()
            .map(ExecutorReport::deviceProblem)
            .filter(Objects::nonNull)
            .distinct()
            .sorted()
            .reduce((one, other) -> one + "; " + other)
            .orElse(addresses.isEmpty() ? "Spark gave its tasks no device" : null);
    return problem == null
        ? finding("devices", Result.OK, "addresses %s", String.join(", ", addresses))
        : finding("devices", Result.FAILED, "%s", problem);
  }

  private Finding clock() {
    boolean apart = Math.abs(skewMillis) > TOLERATED_SKEW_MILLIS;
    return finding(
        "clock",
        apart ? Result.WARNING : Result.OK,
        apart
            ? "%.1f s %s the driver's (set the machines' clocks by NTP)"
                .formatted(Math.abs(skewMillis) / 1000.0, skewMillis > 0 ? "ahead of" : "behind")
            : "agrees with the driver's");
  }

  private Finding storage() {
    StorageReport storage = first().storage();
    if (storage.problem() != null) {
      return finding("storage", Result.WARNING, "cannot be used from here: %s", storage.problem());
    }
    if (!storage.sharedWithDriver()) {
      return finding(
          "storage",
          Result.WARNING,
          "not the driver's folder: results are safe, but trials cannot save how far they are");
    }
    boolean sound = storage.createsOnce() && storage.renames() && storage.listsWhatWasWritten();
    return finding(
        "storage",
        sound ? Result.OK : Result.FAILED,
        "create if absent %s, rename %s, list after write %s",
        word(storage.createsOnce()),
        word(storage.renames()),
        word(storage.listsWhatWasWritten()));
  }

  private static String word(boolean works) {
    return works ? "works" : "does not work";
  }
}
