package org.sharelab.jobs.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.sharelab.check.EnvironmentException;
import org.sharelab.jobs.testing.LocalSpark;
import org.sharelab.study.TrialResources;

class TrialPlacementTest {
  private static final long GIGABYTE = 1L << 30;

  private static SparkConf conf(String master, String... settings) {
    SparkConf conf = new SparkConf(false).set("spark.master", master);
    for (int i = 0; i < settings.length; i += 2) {
      conf.set(settings[i], settings[i + 1]);
    }
    return conf;
  }

  private static TrialPlacement placement(int cpus, int gpus, long memory, SparkConf conf) {
    return new TrialPlacement(new TrialResources(cpus, gpus, memory), conf);
  }

  @Test
  void localMasterTakesCpusAsSetting() {
    TrialPlacement placement = placement(2, 0, 0, conf("local[4]"));
    assertThat(placement.defaults())
        .containsEntry("spark.task.cpus", "2")
        .containsEntry("spark.executorEnv.OMP_NUM_THREADS", "2");
    assertThat(placement.remarks()).isEmpty();
  }

  @Test
  void clusterTakesCpusAsProfileAndKeepsItsSetting() {
    TrialPlacement placement = placement(2, 0, 0, conf("yarn", "spark.task.cpus", "1"));
    assertThat(placement.defaults())
        .doesNotContainKey("spark.task.cpus")
        .containsEntry("spark.executorEnv.OMP_NUM_THREADS", "2");
    assertThat(placement.remarks())
        .containsExactly(
            "study.resources.cpus is 2 and spark.task.cpus is 1: trials get the former, by a"
                + " resource profile");
  }

  @Test
  void settingOfTheUserHoldsOnLocalMaster() {
    TrialPlacement placement = placement(2, 0, 0, conf("local[4]", "spark.task.cpus", "1"));
    assertThat(placement.cpus()).isEqualTo(1);
    assertThat(placement.remarks())
        .containsExactly(
            "study.resources.cpus is 2 and spark.task.cpus is 1: trials get the latter, since a"
                + " local master knows no other");
  }

  @Test
  void fileThatSaysNothingLeavesItToSpark() {
    TrialPlacement placement = placement(0, 0, 0, conf("yarn", "spark.task.cpus", "3"));
    assertThat(placement.cpus()).isEqualTo(3);
    assertThat(placement.defaults())
        .doesNotContainKeys("spark.task.cpus", "spark.executor.memoryOverhead");
    assertThat(placement.remarks()).isEmpty();
  }

  @Test
  void memoryOfAllTrialsOfAnExecutorIsAskedFor() {
    SparkConf conf = conf("k8s://https://host", "spark.executor.cores", "8");
    // 8 cores, 2 a trial: 4 trials of 1 GiB, and 512 MiB for the rest of the process
    assertThat(placement(2, 0, GIGABYTE, conf).defaults())
        .containsEntry("spark.executor.memoryOverhead", "4608m")
        .containsEntry("spark.executor.extraJavaOptions", "-Dorg.bytedeco.javacpp.maxbytes=4096m");
    assertThat(placement(0, 0, GIGABYTE, conf("spark://host:7077")).defaults())
        .as("the number of trials at once is not known")
        .doesNotContainKey("spark.executor.memoryOverhead");
  }

  @Test
  void saysWhenOverheadOfTheUserIsTooSmall() {
    TrialPlacement placement =
        placement(
            1,
            0,
            GIGABYTE,
            conf("yarn", "spark.executor.cores", "2", "spark.executor.memoryOverhead", "1g"));
    placement.defaults();
    assertThat(placement.remarks())
        .containsExactly(
            "spark.executor.memoryOverhead is 1g: less than study.resources.memory for 2 trials at"
                + " once (2048 MiB)");
  }

  @Test
  void refusesDevicesThatCannotBeHad() {
    assertRefused(
        conf("local[2]"),
        "Cannot give each trial a device: the master local[2] has none to give out (a standalone,"
            + " YARN or Kubernetes master has)");
    assertRefused(
        conf("yarn"),
        "Cannot give each trial a device: executors have none (set"
            + " spark.executor.resource.gpu.amount and"
            + " spark.executor.resource.gpu.discoveryScript, see scripts/gpu-discovery)");
    assertRefused(
        conf(
            "yarn",
            "spark.executor.resource.gpu.amount",
            "1",
            "spark.task.resource.gpu.amount",
            "0.5"),
        "Cannot give each trial a device of its own: spark.task.resource.gpu.amount is 0.5 (1, or"
            + " leave it out)");
  }

  private static void assertRefused(SparkConf conf, String message) {
    assertThatThrownBy(() -> placement(0, 1, 0, conf))
        .isInstanceOf(EnvironmentException.class)
        .hasMessage(message);
  }

  @Test
  void managerWithoutProfilesIsSaidSo() {
    JavaSparkContext local = new JavaSparkContext(LocalSpark.session().sparkContext());
    TrialPlacement placement = placement(2, 0, 0, conf("mesos://host"));
    assertThat(placement.profile(local)).isEmpty();
    assertThat(placement.remarks())
        .singleElement()
        .asString()
        .startsWith("mesos://host takes no resource profile: trials get spark.task.cpus, 1 (");
  }
}
