package org.sharelab.jobs.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sharelab.jobs.preflight.Finding.Result;
import org.sharelab.platform.ProcessReport;
import org.sharelab.study.TrialResources;

class ExecutorReportsTest {
  private static final long MEGABYTE = 1 << 20;
  private static final StorageReport SOUND = new StorageReport(true, true, true, true, null);

  private static ProcessReport process(String openMp, long arrayMegabytes) {
    return new ProcessReport(
        "onednn",
        null,
        4,
        1,
        openMp,
        1000 * MEGABYTE,
        arrayMegabytes * MEGABYTE,
        0,
        16_000 * MEGABYTE);
  }

  private static ExecutorReport report(ProcessReport process, StorageReport storage, long clock) {
    return new ExecutorReport("3", "node-7", 1, process, List.of(), null, clock, storage);
  }

  private static Finding finding(ExecutorReport report, TrialResources resources, String check) {
    ExecutorReports reports = new ExecutorReports("3", 4);
    reports.add(report, 100_000, 101_000);
    return reports.findings(resources).stream()
        .filter(finding -> finding.check().equals(check))
        .findFirst()
        .orElseThrow();
  }

  private static Finding finding(ExecutorReport report, String check) {
    return finding(report, TrialResources.UNSAID, check);
  }

  private static void assertFound(Finding finding, Result result, String detail) {
    assertThat(finding.result()).isEqualTo(result);
    assertThat(finding.detail()).isEqualTo(detail);
    assertThat(finding.executor()).isEqualTo("3");
    assertThat(finding.host()).isEqualTo("node-7");
  }

  @Test
  void executorThatSuitsHasNothingButOk() {
    ExecutorReports reports = new ExecutorReports("3", 4);
    reports.add(report(process("1", 4096), SOUND, 100_500), 100_000, 101_000);
    assertThat(reports.findings(TrialResources.UNSAID))
        .hasSize(6)
        .allSatisfy(each -> assertThat(each.result()).as(each.check()).isEqualTo(Result.OK));
  }

  @Test
  void libraryThatCannotBeLoadedFails() {
    ProcessReport broken = new ProcessReport(null, "no oneDNN", 4, 0, null, 1, 1, 0, 0);
    assertFound(
        finding(report(broken, null, 100_500), "native library"), Result.FAILED, "no oneDNN");
  }

  @Test
  void threadsShouldBeThoseOfTask() {
    assertFound(
        finding(report(process("8", 4096), null, 100_500), "threads"),
        Result.WARNING,
        "4 trials at once, 1 threads each, 4 processors; OMP_NUM_THREADS is 8 (set"
            + " spark.executorEnv.OMP_NUM_THREADS=1)");
    ProcessReport narrow = new ProcessReport("onednn", null, 2, 1, "1", 1, 1, 0, 0);
    assertFound(
        finding(report(narrow, null, 100_500), "threads"),
        Result.WARNING,
        "4 trials at once, 1 threads each, 2 processors: trials will wait for each other");
  }

  @Test
  void memoryForAllTrialsAtOnceIsAsked() {
    // 4 trials of 2048 MiB are 8192 MiB of arrays; with heap 1000 and 512 for the rest 9704
    TrialResources two = new TrialResources(0, 0, 2048 * MEGABYTE);
    assertFound(
        finding(report(process("1", 4096), null, 100_500), two, "memory"),
        Result.FAILED,
        "arrays may take 4096 MiB, the whole process any, heap 1000 MiB, machine 16000 MiB; 4 trials"
            + " of 2048 MiB need --conf spark.executor.memoryOverhead=8704m --conf"
            + " 'spark.executor.extraJavaOptions=-Dorg.bytedeco.javacpp.maxbytes=8192m"
            + " -Dorg.bytedeco.javacpp.maxphysicalbytes=9704m'");
    assertThat(finding(report(process("1", 4095), null, 100_500), "memory").result())
        .as("a guess of 1 GiB a trial is no reason to refuse")
        .isEqualTo(Result.WARNING);
  }

  @Test
  void machineMustHoldHeapAndTrials() {
    TrialResources four = new TrialResources(0, 0, 4096 * MEGABYTE);
    assertFound(
        finding(report(process("1", 20_000), null, 100_500), four, "memory"),
        Result.WARNING,
        "arrays may take 20000 MiB, the whole process any, heap 1000 MiB, machine 16000 MiB: less"
            + " than heap and 4 trials of 4096 MiB");
  }

  @Test
  void clockOutsideOfTaskIsApart() {
    assertFound(
        finding(report(process("1", 4096), null, 113_000), "clock"),
        Result.WARNING,
        "12.0 s ahead of the driver's (set the machines' clocks by NTP)");
    assertFound(
        finding(report(process("1", 4096), null, 90_000), "clock"),
        Result.WARNING,
        "10.0 s behind the driver's (set the machines' clocks by NTP)");
  }

  @Test
  void storageMustDoWhatCommitsRestOn() {
    StorageReport careless = new StorageReport(true, false, true, true, null);
    assertFound(
        finding(report(process("1", 4096), careless, 100_500), "storage"),
        Result.FAILED,
        "create if absent does not work, rename works, list after write works");
    StorageReport elsewhere = new StorageReport(false, true, true, true, null);
    assertThat(finding(report(process("1", 4096), elsewhere, 100_500), "storage").result())
        .isEqualTo(Result.WARNING);
  }

  @Test
  void trialThatIsToHaveDeviceMustGetOne() {
    TrialResources device = new TrialResources(0, 1, 0);
    assertFound(
        finding(report(process("1", 4096), null, 100_500), device, "devices"),
        Result.FAILED,
        "Spark gave its tasks no device");
  }
}
