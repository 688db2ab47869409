package org.sharelab.jobs.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sharelab.check.EnvironmentException;
import org.sharelab.jobs.preflight.Finding.Result;
import org.sharelab.jobs.testing.LocalSpark;
import org.sharelab.study.TrialResources;

/** On the local master; FakeDevicesIT looks at a cluster. */
class PreflightTest {
  @TempDir Path folder;

  private List<Finding> run(String location) {
    JavaSparkContext spark = new JavaSparkContext(LocalSpark.session().sparkContext());
    return new Preflight(spark, TrialResources.UNSAID, null, location).run();
  }

  @Test
  void looksAtEverythingOfTheOneExecutor() throws IOException {
    Path out = folder.resolve("out");
    List<Finding> findings = run(out.toString());
    assertThat(findings)
        .extracting(Finding::check)
        .containsExactly("native library", "threads", "memory", "devices", "clock", "storage");
    assertThat(findings).extracting(Finding::executor).containsOnly("driver");
    assertThat(findings)
        .filteredOn(each -> !List.of("memory", "threads").contains(each.check()))
        .extracting(Finding::result)
        .containsOnly(Result.OK);
    assertThat(findings.get(0).detail()).startsWith("onednn");
    try (Stream<Path> left = Files.walk(out)) {
      assertThat(left.filter(Files::isRegularFile)).as("nothing stays behind").isEmpty();
    }
  }

  @Test
  void leavesStorageOutWhereNoneIsNamed() {
    assertThat(run(null)).extracting(Finding::check).doesNotContain("storage");
  }

  @Test
  void refusesFolderThatTheDriverCannotWrite() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");
    assertThatThrownBy(() -> run(file.toString()))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageStartingWith("Cannot write to " + file + ": ");
  }
}
