package org.sharelab.jobs.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sharelab.jobs.table.StoredTables;
import org.sharelab.jobs.table.TrialRows;
import org.sharelab.jobs.testing.StandaloneCluster;

/**
 * The short kill drill: one study, whose runs die one after the other, on a real cluster of
 * processes. {@link KillDrillsIT} is the long one.
 */
class KillDrillIT {
  @TempDir Path folder;

  @Test
  void studyThatIsKilledAgainAndAgainEndsLikeAnUndisturbedOne() throws Exception {
    try (StandaloneCluster cluster = new StandaloneCluster(folder.resolve("cluster"))) {
      cluster.addWorker("worker-1", 1, null);
      cluster.addWorker("worker-2", 1, null);
      Drill drill = new Drill(cluster, folder.resolve("drill"), false);
      drill.run(KillPoint.EXECUTOR_BEFORE_TRAINING, KillPoint.HALF_JOURNAL_ENTRY);
      drill.run(KillPoint.EXECUTOR_TWICE, KillPoint.BETWEEN_FILES);
      drill.run(KillPoint.HALF_MANIFEST);
      drill.run(KillPoint.BEFORE_CLEANING);
      drill.run(KillPoint.SHUTDOWN);
      drill.run();
      Drill.Outcome outcome = drill.outcome(expected());
      System.out.println("Kill drill: " + outcome);
      assertThat(outcome).isEqualTo(new Drill.Outcome(8, 0, 0));
    }
  }

  private static Map<String, List<String>> expected() {
    return StoredTables.of(
        DrillDriver.study().trials().stream()
            .map(trial -> TrialRows.of(DeadlyTrial.pretended(trial, 1)))
            .toList());
  }
}
