package org.sharelab.jobs.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.sharelab.jobs.table.StoredTables;
import org.sharelab.jobs.testing.StandaloneCluster;

/**
 * One output folder, and runs of the same command on it that are killed, until one is not.
 *
 * <p>After every run, a reader must find whatever was committed before, and nothing twice.
 */
final class Drill {
  private static final long PATIENCE_MINUTES = 3;
  private static final int KILLED = 128 + 9;

  private final StandaloneCluster cluster;
  private final Path folder;
  private final boolean trains;
  private final StoredTables tables;
  private final Kills kills;
  private Set<String> committed = Set.of();
  private int runs;

  /**
   * @param folder for the results and the count of kills
   * @param trains whether trials really train
   */
  Drill(StandaloneCluster cluster, Path folder, boolean trains) throws Exception {
    this.cluster = cluster;
    this.folder = folder;
    this.trains = trains;
    this.kills = new Kills(Files.createDirectories(folder.resolve("kills")).toString());
    this.tables = new StoredTables(folder.resolve("out"));
  }

  /** Runs the command, and expects its driver to be killed if one of the points kills drivers. */
  void run(KillPoint... points) throws Exception {
    int before = kills.count();
    String name = folder.getFileName() + "-" + ++runs;
    Process driver =
        cluster.driver(
            name,
            DrillDriver.class.getName(),
            DrillDriver.command(
                cluster.master(),
                folder.resolve("kills"),
                folder.resolve("out"),
                trains,
                List.of(points)));
    assertThat(driver.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).as("ends").isTrue();
    int expected = 0;
    int due = 0;
    for (KillPoint point : points) {
      due += point.kills();
      expected = point.killsDriver() ? KILLED : expected;
    }
    assertThat(driver.exitValue()).as("%s", cluster.output(name)).isEqualTo(expected);
    assertThat(kills.count() - before).as("kills at %s", List.of(points)).isEqualTo(due);
    assertNothingGone(name);
  }

  private void assertNothingGone(String run) {
    List<String> now = tables.committed();
    assertThat(now).as("after %s", run).doesNotHaveDuplicates().containsAll(committed);
    committed = Set.copyOf(now);
  }

  /** Compares what there is at the end, as plain Parquet, with what has to be there. */
  Outcome outcome(Map<String, List<String>> expected) throws Exception {
    int lost = 0;
    int doubled = 0;
    Map<String, List<String>> found = tables.plain();
    for (Map.Entry<String, List<String>> table : expected.entrySet()) {
      List<String> rows = found.get(table.getKey());
      Set<String> distinct = new HashSet<>(rows);
      doubled += rows.size() - distinct.size();
      List<String> missing = new ArrayList<>(table.getValue());
      missing.removeAll(distinct);
      lost += missing.size();
    }
    Outcome outcome = new Outcome(kills.count(), lost, doubled);
    assertThat(found).as("%s", outcome).isEqualTo(expected);
    assertThat(tables.journalled()).as("in the journal").isZero();
    return outcome;
  }

  /** The rows of this folder, to compare others with. */
  Map<String, List<String>> rows() {
    return tables.plain();
  }

  /**
   * How a drill ended.
   *
   * @param kills processes killed
   * @param lost rows that are not there
   * @param doubled rows that are there more than once
   */
  record Outcome(int kills, int lost, int doubled) {
    @Override
    public String toString() {
      return "%d kills, rows lost %d, rows doubled %d".formatted(kills, lost, doubled);
    }
  }
}
