package org.sharelab.jobs.preflight;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.sharelab.check.EnvironmentException;
import org.sharelab.jobs.spark.TaskDevice;
import org.sharelab.platform.ProcessReport;

/**
 * A task that looks around. It lasts a while, so that all places for tasks are taken at once and
 * devices that are given out twice meet.
 *
 * @param location of the results; null if none was named
 * @param driversFile name of the file that the driver wrote there
 * @param millis that it lasts at least
 */
record Probe(String location, String driversFile, long millis)
    implements Function<Integer, ExecutorReport> {

  @Override
  public ExecutorReport call(Integer number) throws InterruptedException {
    TaskContext task = TaskContext.get();
    List<String> devices = TaskDevice.addresses(task);
    try (TaskDevice device = TaskDevice.claim(task)) {
      return report(task, device.ordinal().isPresent() ? devices : List.of(), null);
    } catch (EnvironmentException problem) {
      return report(task, devices, problem.getMessage());
    }
  }

  private ExecutorReport report(TaskContext task, List<String> devices, String deviceProblem)
      throws InterruptedException {
    long start = System.nanoTime();
    ProcessReport process = ProcessReport.measure(task.cpus());
    StorageReport storage =
        location == null
            ? null
            : StorageReport.of(
                location,
                driversFile,
                SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf()));
    Thread.sleep(Math.max(0, millis - (System.nanoTime() - start) / 1_000_000));
    return new ExecutorReport(
        SparkEnv.get().executorId(),
        host(),
        task.cpus(),
        process,
        devices,
        deviceProblem,
        System.currentTimeMillis(),
        storage);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException unnamed) {
      return "unknown";
    }
  }
}
