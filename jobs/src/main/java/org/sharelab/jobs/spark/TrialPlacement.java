package org.sharelab.jobs.spark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;
import org.sharelab.check.Checks;
import org.sharelab.study.TrialResources;

/**
 * How Spark is told what a trial gets.
 *
 * <p>Standalone, YARN and Kubernetes masters take a resource profile for the stages of trials. A
 * local master takes only settings of the whole application. What the user set stays as it is;
 * where it says something else than the experiment file, {@link #remarks} says which of the two
 * holds.
 */
public final class TrialPlacement {
  private static final String TASK_CPUS = "spark.task.cpus";
  private static final String TASK_GPUS = "spark.task.resource.gpu.amount";
  private static final String EXECUTOR_GPUS = "spark.executor.resource.gpu.amount";
  private static final String EXECUTOR_CORES = "spark.executor.cores";
  private static final String OVERHEAD = "spark.executor.memoryOverhead";
  private static final String JAVA_OPTIONS = "spark.executor.extraJavaOptions";

  /** What a Java process takes beside its heap and the arrays. */
  private static final long REST_MEGABYTES = 512;

  private final TrialResources resources;
  private final SparkConf conf;
  private final String master;
  private final List<String> remarks = new ArrayList<>();

  /**
   * A placement under the settings that the user gave.
   *
   * @throws org.sharelab.check.EnvironmentException if trials are to have a device and cannot get
   *     one of their own
   */
  public TrialPlacement(TrialResources resources, SparkConf conf) {
    this.resources = resources;
    this.conf = conf;
    this.master = conf.get("spark.master", "local[*]");
    if (resources.gpus() > 0) {
      checkDevices();
    }
    compareCpus();
  }

  private void checkDevices() {
    Checks.environment(
        !isLocal(),
        "Cannot give each trial a device: the master %s has none to give out (a standalone, YARN or"
            + " Kubernetes master has)",
        master);
    Checks.environment(
        conf.contains(EXECUTOR_GPUS),
        "Cannot give each trial a device: executors have none (set %s and"
            + " spark.executor.resource.gpu.discoveryScript, see scripts/gpu-discovery)",
        EXECUTOR_GPUS);
    Checks.environment(
        !conf.contains(TASK_GPUS) || conf.getDouble(TASK_GPUS, 1) == 1,
        "Cannot give each trial a device of its own: %s is %s (1, or leave it out)",
        TASK_GPUS,
        conf.get(TASK_GPUS, ""));
  }

  private void compareCpus() {
    if (resources.cpus() > 0
        && conf.contains(TASK_CPUS)
        && conf.getInt(TASK_CPUS, 1) != resources.cpus()) {
      remarks.add(
          "study.resources.cpus is %d and %s is %s: trials get %s"
              .formatted(
                  resources.cpus(),
                  TASK_CPUS,
                  conf.get(TASK_CPUS),
                  isLocal()
                      ? "the latter, since a local master knows no other"
                      : "the former, by a resource profile"));
    }
  }

  private boolean isLocal() {
    return master.equals("local") || master.startsWith("local[");
  }

  /** Cores of one trial, as far as settings tell. */
  public int cpus() {
    boolean settingHolds = resources.cpus() == 0 || isLocal() && conf.contains(TASK_CPUS);
    return settingHolds ? conf.getInt(TASK_CPUS, 1) : resources.cpus();
  }

  /** Settings to make where the user made none. */
  public Map<String, String> defaults() {
    Map<String, String> defaults = new LinkedHashMap<>();
    defaults.put("spark.executorEnv.OMP_NUM_THREADS", String.valueOf(cpus()));
    if (isLocal() && resources.cpus() > 0) {
      defaults.put(TASK_CPUS, String.valueOf(resources.cpus()));
    }
    if (resources.gpus() > 0) {
      // Spark's addresses count in the order of the bus, CUDA by itself the fastest first.
      defaults.put("spark.executorEnv.CUDA_DEVICE_ORDER", "PCI_BUS_ID");
    } else {
      // A jar with both of ND4J's libraries takes that for the CPU; see NativeBackend.
      defaults.put("spark.executorEnv.BACKEND_PRIORITY_CPU", "1000");
    }
    trialsPerExecutor().ifPresent(trials -> addMemory(trials, defaults));
    return defaults;
  }

  private void addMemory(int trials, Map<String, String> defaults) {
    long megabytes = trials * resources.memoryMegabytes();
    defaults.put(OVERHEAD, megabytes + REST_MEGABYTES + "m");
    defaults.put(JAVA_OPTIONS, "-Dorg.bytedeco.javacpp.maxbytes=" + megabytes + "m");
    if (conf.contains(OVERHEAD) && conf.getSizeAsMb(OVERHEAD) < megabytes) {
      remarks.add(
          "%s is %s: less than study.resources.memory for %d trials at once (%d MiB)"
              .formatted(OVERHEAD, conf.get(OVERHEAD), trials, megabytes));
    }
  }

  /** Trials that one executor runs at once, where settings tell and memory depends on it. */
  private Optional<Integer> trialsPerExecutor() {
    boolean oneByDefault = master.equals("yarn") || master.startsWith("k8s");
    if (isLocal()
        || resources.memoryBytes() == 0
        || !(oneByDefault || conf.contains(EXECUTOR_CORES))) {
      return Optional.empty();
    }
    return Optional.of(Math.max(1, conf.getInt(EXECUTOR_CORES, 1) / cpus()));
  }

  /**
   * The profile for stages of trials, registered with Spark; none where its own settings hold.
   *
   * <p>Where the cluster manager takes no profile, a remark says so.
   */
  public Optional<ResourceProfile> profile(JavaSparkContext spark) {
    if (isLocal() || resources.cpus() == 0 && resources.gpus() == 0) {
      return Optional.empty();
    }
    TaskResourceRequests requests = new TaskResourceRequests().cpus(cpus());
    if (resources.gpus() > 0) {
      requests.resource("gpu", resources.gpus());
    }
    ResourceProfile profile = new ResourceProfileBuilder().require(requests).build();
    try {
      spark.sc().resourceProfileManager().addResourceProfile(profile);
      return Optional.of(profile);
    } catch (Exception problem) {
      // Spark throws checked exceptions that it does not declare.
      Checks.environment(
          resources.gpus() == 0, "Cannot give each trial a device: %s", problem.getMessage());
      remarks.add(
          "%s takes no resource profile: trials get %s, %d (%s)"
              .formatted(master, TASK_CPUS, conf.getInt(TASK_CPUS, 1), problem.getMessage()));
      return Optional.empty();
    }
  }

  /** What a user should know: settings that disagree, and which of them holds. */
  public List<String> remarks() {
    return List.copyOf(remarks);
  }
}
