package org.sharelab.jobs.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sharelab.jobs.testing.StandaloneCluster;

/**
 * Two workers report two devices each that do not exist; trials sleep instead of computing on them.
 * What is real: the processes, Spark's bookkeeping, the claims on devices, the preflight.
 */
class FakeDevicesIT {
  @TempDir Path folder;

  /** A trial's hold of a device; System.nanoTime counts alike for all processes of a machine. */
  private record Use(String address, long start, long end) {
    static Use parse(String text) {
      String[] words = text.split(" ");
      return new Use(words[0], Long.parseLong(words[1]), Long.parseLong(words[2]));
    }
  }

  private Path script(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }

  @BeforeEach
  void runOnTwoWorkers() throws Exception {
    DeviceStudy.list(folder, DeviceStudy.SOUND);
    Path path = script("bin/nvidia-smi", "cat " + folder.resolve("devices")).getParent();
    try (StandaloneCluster cluster = new StandaloneCluster(folder)) {
      addWorker(cluster, "worker-1", path, "\"0\", \"1\"");
      addWorker(cluster, "worker-2", path, "\"2\", \"3\"");
      Process driver =
          cluster.driver(
              "driver", DeviceStudy.class.getName(), cluster.master(), folder.toString());
      assertThat(driver.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(driver.exitValue()).as(cluster.output("driver")).isZero();
    }
  }

  private void addWorker(StandaloneCluster cluster, String name, Path path, String addresses)
      throws Exception {
    String json = "echo '{\"name\": \"gpu\", \"addresses\": [%s]}'".formatted(addresses);
    Path discovery = script("discover-" + name, json);
    cluster.addWorker(
        name,
        2,
        path,
        "-Dspark.worker.resource.gpu.amount=2",
        "-Dspark.worker.resource.gpu.discoveryScript=" + discovery);
  }

  private List<String> lines(String file, String check) throws IOException {
    return Files.readAllLines(folder.resolve(file)).stream()
        .filter(line -> line.startsWith(check))
        .toList();
  }

  @Test
  void everyTrialHasItsOwnDeviceAndPreflightFindsOnesThatItCannotHave() throws Exception {
    assertOneTrialPerDevice();
    assertPreflightIsContent();
    assertMetrics(Files.readString(folder.resolve("metrics")));
    assertRefusals(lines("preflight-of-unsound", "devices"));
  }

  private void assertOneTrialPerDevice() throws IOException {
    Map<String, List<Use>> uses = new TreeMap<>();
    for (String trial : DeviceStudy.trials()) {
      Use use = Use.parse(Files.readString(folder.resolve("uses/" + trial)));
      uses.computeIfAbsent(use.address(), absent -> new ArrayList<>()).add(use);
    }
    assertThat(uses.keySet()).containsExactly("0", "1", "2", "3");
    uses.forEach(
        (address, list) -> {
          list.sort(Comparator.comparingLong(Use::start));
          for (int i = 1; i < list.size(); i++) {
            assertThat(list.get(i).start()).as(address).isGreaterThan(list.get(i - 1).end());
          }
        });
  }

  private void assertPreflightIsContent() throws IOException {
    assertThat(lines("preflight", "devices"))
        .containsExactlyInAnyOrder(
            "devices | OK | addresses 0, 1", "devices | OK | addresses 2, 3");
    assertThat(lines("preflight", "storage"))
        .hasSize(2)
        .containsOnly(
            "storage | OK | create if absent works, rename works, list after write works");
    assertThat(lines("preflight", "")).noneMatch(line -> line.contains("FAILED"));
  }

  private static void assertMetrics(String metrics) {
    assertThat(metrics)
        .contains(".driver.sharelab.trials.planned\":{\"value\":12}")
        .contains(".driver.sharelab.trials.done\":{\"value\":12}")
        .contains(".driver.sharelab.trials.failed\":{\"value\":0}")
        .contains(".driver.sharelab.trial.seconds\":{\"value\":3.25}");
  }

  /** Devices 0 and 2 are the same piece of hardware now, and 1 and 3 are too new. */
  private static void assertRefusals(List<String> devices) {
    assertThat(devices)
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line)
                    .startsWith("devices | FAILED | ")
                    .contains(
                        " (Fake): its compute capability is 9.0, and ND4J 1.0.0-M2.1 has code for"
                            + " 3.7 to 8.9 only"))
        .anySatisfy(line -> assertThat(line).contains("another trial on this machine is using it"));
  }
}
