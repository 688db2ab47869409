package org.sharelab.jobs.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionTest {
  private static final String OPTIONS = "spark.executor.defaultJavaOptions";

  @Test
  void executorsGetTheVectorsThatTheDriverHas() {
    Map<String, String> settings =
        Session.ofExecutors(Optional.of("--add-modules=jdk.incubator.vector"));
    assertThat(settings).containsEntry(OPTIONS, "--add-modules=jdk.incubator.vector");
    assertThat(Session.ofExecutors(Optional.empty())).doesNotContainKey(OPTIONS);
  }

  @Test
  void sparkTriesTasksOnceSinceTheStudyDecidesAboutRetries() {
    assertThat(Session.ofExecutors(Optional.empty())).containsEntry("spark.task.maxFailures", "1");
  }
}
