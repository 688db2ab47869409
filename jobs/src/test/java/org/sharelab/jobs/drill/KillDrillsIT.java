package org.sharelab.jobs.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sharelab.jobs.drill.KillPoint.BEFORE_CLAIM;
import static org.sharelab.jobs.drill.KillPoint.BEFORE_CLEANING;
import static org.sharelab.jobs.drill.KillPoint.BEFORE_FIRST_MANIFEST;
import static org.sharelab.jobs.drill.KillPoint.BEFORE_IDENTITY;
import static org.sharelab.jobs.drill.KillPoint.BEFORE_MANIFEST;
import static org.sharelab.jobs.drill.KillPoint.BEFORE_PUBLISH;
import static org.sharelab.jobs.drill.KillPoint.BETWEEN_FILES;
import static org.sharelab.jobs.drill.KillPoint.DRIVER_AND_EXECUTOR;
import static org.sharelab.jobs.drill.KillPoint.DRIVER_IN_TRAINING;
import static org.sharelab.jobs.drill.KillPoint.EXECUTOR_AFTER_TRAINING;
import static org.sharelab.jobs.drill.KillPoint.EXECUTOR_BEFORE_TRAINING;
import static org.sharelab.jobs.drill.KillPoint.EXECUTOR_IN_TRAINING;
import static org.sharelab.jobs.drill.KillPoint.EXECUTOR_TWICE;
import static org.sharelab.jobs.drill.KillPoint.HALF_FILE;
import static org.sharelab.jobs.drill.KillPoint.HALF_JOURNAL_ENTRY;
import static org.sharelab.jobs.drill.KillPoint.HALF_MANIFEST;
import static org.sharelab.jobs.drill.KillPoint.IN_CLEANING;
import static org.sharelab.jobs.drill.KillPoint.IN_FIRST_TRIALS;
import static org.sharelab.jobs.drill.KillPoint.SHUTDOWN;
import static org.sharelab.jobs.drill.KillPoint.WORKER;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sharelab.jobs.testing.StandaloneCluster;

/**
 * The long kill drill: {@code mvn -Pdrills verify}. Studies whose trials really train are killed at
 * every kill point, on a real cluster of processes, the same command is run again each time, and
 * their tables must equal those of an undisturbed run.
 */
@Tag("drills")
class KillDrillsIT {
  /** Runs of one study until nothing but storing is left, and then killed in that. */
  private static final List<Set<KillPoint>> RUNS =
      List.of(
          Set.of(BEFORE_CLAIM),
          Set.of(BEFORE_FIRST_MANIFEST),
          Set.of(BEFORE_IDENTITY),
          Set.of(IN_FIRST_TRIALS),
          Set.of(EXECUTOR_BEFORE_TRAINING, HALF_JOURNAL_ENTRY),
          Set.of(DRIVER_IN_TRAINING),
          Set.of(DRIVER_AND_EXECUTOR),
          Set.of(EXECUTOR_TWICE, BEFORE_PUBLISH),
          Set.of(BETWEEN_FILES),
          Set.of(HALF_FILE),
          Set.of(BEFORE_MANIFEST),
          Set.of(HALF_MANIFEST),
          Set.of(BEFORE_CLEANING),
          Set.of(IN_CLEANING),
          Set.of(SHUTDOWN),
          Set.of());

  /** Runs of two studies that no driver dies in. */
  private static final List<Set<KillPoint>> SURVIVED =
      List.of(Set.of(WORKER, EXECUTOR_AFTER_TRAINING), Set.of(EXECUTOR_IN_TRAINING));

  @TempDir Path folder;

  @Test
  void everyKillPoint() throws Exception {
    try (StandaloneCluster cluster = new StandaloneCluster(folder.resolve("cluster"))) {
      cluster.addWorker("worker-1", 1, null);
      cluster.addWorker("worker-2", 1, null);
      Drill undisturbed = new Drill(cluster, folder.resolve("undisturbed"), true);
      undisturbed.run();
      Map<String, List<String>> expected = undisturbed.rows();
      assertThat(expected.get("trials")).hasSize(DrillDriver.study().trials().size());
      Drill.Outcome killed = drill(cluster, "killed", RUNS, expected);
      Drill.Outcome survived = drill(cluster, "survived", SURVIVED.subList(0, 1), expected);
      Drill.Outcome another = drill(cluster, "another", SURVIVED.subList(1, 2), expected);
      System.out.printf(
          "Kill drills: %d points, %d kills, rows lost %d, rows doubled %d%n",
          points().size(),
          killed.kills() + survived.kills() + another.kills(),
          killed.lost() + survived.lost() + another.lost(),
          killed.doubled() + survived.doubled() + another.doubled());
    }
  }

  private Drill.Outcome drill(
      StandaloneCluster cluster,
      String name,
      List<Set<KillPoint>> runs,
      Map<String, List<String>> expected)
      throws Exception {
    Drill drill = new Drill(cluster, folder.resolve(name), true);
    for (Set<KillPoint> points : runs) {
      drill.run(points.toArray(KillPoint[]::new));
      points.forEach(point -> System.out.println("killed: " + point.when()));
    }
    return drill.outcome(expected);
  }

  private static Set<KillPoint> points() {
    Set<KillPoint> points = EnumSet.noneOf(KillPoint.class);
    RUNS.forEach(points::addAll);
    SURVIVED.forEach(points::addAll);
    return points;
  }

  @Test
  void noKillPointIsLeftOut() {
    assertThat(points()).containsExactlyInAnyOrder(KillPoint.values());
  }
}
