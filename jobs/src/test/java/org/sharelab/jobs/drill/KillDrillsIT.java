package org.sharelab.jobs.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sharelab.jobs.testing.StandaloneCluster;

/**
 * The long kill drill: {@code mvn -Pdrills verify}. For every kill point a study whose trials
 * really train is killed there, on a real cluster of processes, and then the same command is run
 * again; its tables must equal those of an undisturbed run.
 */
@Tag("drills")
class KillDrillsIT {
  @TempDir Path folder;

  @Test
  void everyKillPoint() throws Exception {
    List<Drill.Outcome> outcomes = new ArrayList<>();
    try (StandaloneCluster cluster = new StandaloneCluster(folder.resolve("cluster"))) {
      cluster.addWorker("worker-1", 1, null);
      cluster.addWorker("worker-2", 1, null);
      Drill undisturbed = new Drill(cluster, folder.resolve("undisturbed"), true);
      undisturbed.run();
      Map<String, List<String>> expected = undisturbed.rows();
      assertThat(expected.get("trials")).hasSize(DrillDriver.study().trials().size());
      for (KillPoint point : KillPoint.values()) {
        Drill drill = new Drill(cluster, folder.resolve(point.name()), true);
        drill.run(point);
        if (point.killsDriver()) {
          drill.run();
        }
        if (point.victim() == KillPoint.Victim.WORKER) {
          cluster.addWorker("worker-3", 1, null);
        }
        outcomes.add(drill.outcome(expected));
        System.out.printf("%-45s %s%n", point.when(), outcomes.get(outcomes.size() - 1));
      }
    }
    System.out.printf(
        "Kill drills: %d points, %d kills, rows lost %d, rows doubled %d%n",
        outcomes.size(),
        outcomes.stream().mapToInt(Drill.Outcome::kills).sum(),
        outcomes.stream().mapToInt(Drill.Outcome::lost).sum(),
        outcomes.stream().mapToInt(Drill.Outcome::doubled).sum());
    assertThat(outcomes).hasSizeGreaterThanOrEqualTo(12);
  }
}
