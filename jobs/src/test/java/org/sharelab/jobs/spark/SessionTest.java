package org.sharelab.jobs.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionTest {
  private static final String OPTIONS = "spark.executor.defaultJavaOptions";

  @Test
  void executorsGetTheVectorsAndTheEngineThatTheDriverHas() {
    Map<String, String> settings =
        Session.ofExecutors(
            List.of("--add-modules=jdk.incubator.vector", "-Dsharelab.engine=layers"));
    assertThat(settings)
        .containsEntry(OPTIONS, "--add-modules=jdk.incubator.vector -Dsharelab.engine=layers");
    assertThat(Session.ofExecutors(List.of())).doesNotContainKey(OPTIONS);
  }

  @Test
  void sparkTriesTasksOnceSinceTheStudyDecidesAboutRetries() {
    assertThat(Session.ofExecutors(List.of())).containsEntry("spark.task.maxFailures", "1");
  }
}
