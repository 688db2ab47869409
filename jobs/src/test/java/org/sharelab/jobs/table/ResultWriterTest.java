package org.sharelab.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sharelab.check.EnvironmentException;
import org.sharelab.check.ValidationException;
import org.sharelab.jobs.testing.FailingStorage;
import org.sharelab.jobs.testing.FailingStorage.Death;
import org.sharelab.jobs.testing.ObjectStore;
import org.sharelab.jobs.testing.OvertakenStorage;
import org.sharelab.jobs.testing.Processes;
import org.sharelab.jobs.testing.Studies;
import org.sharelab.result.Status;
import org.sharelab.result.Table;
import org.sharelab.result.Tables;
import org.sharelab.result.TrialResult;
import org.sharelab.study.Study;
import org.sharelab.study.TrialSpec;

class ResultWriterTest {
  private static final Configuration SETTINGS = ObjectStore.configuration();

  @TempDir Path folder;

  private final Study study = Studies.small(4); // 12 trials

  private HadoopStorage storage() {
    return HadoopStorage.at(folder.resolve("out").toString(), new Configuration());
  }

  private static TrialRows rows(TrialResult result) {
    return TrialRows.of(result);
  }

  /** Ids in the files of a table, as any reader of Parquet folders finds them; with repetitions. */
  private List<String> published(Table<?> table) {
    int id = TrialRows.position(table, "trial_id");
    return files(storage(), table).stream().map(row -> (String) row.get(id)).toList();
  }

  /** All rows in the files of a table's folder, whatever a manifest says. */
  private static List<List<Object>> files(HadoopStorage storage, Table<?> table) {
    List<List<Object>> rows = new ArrayList<>();
    for (String file : storage.list(table.name())) {
      rows.addAll(new Batches(storage, List.of(table)).rows(table, file.replace(".parquet", "")));
    }
    return rows;
  }

  /** Opens the folder as a process that ends, and that nobody therefore waits for. */
  private static ResultWriter openToDie(Storage storage, Study study) {
    return ResultWriter.open(storage, study, Processes.dead(), notice -> {});
  }

  @Test
  void commitsToTheJournalAndPublishesInBatches() {
    Study large = Studies.small(30); // 90 trials
    try (ResultWriter writer = ResultWriter.open(storage(), large)) {
      for (TrialSpec trial : large.trials()) {
        writer.commit(rows(Studies.completed(trial, 1, 0.5)));
      }
      assertThat(published(Tables.TRIALS)).as("one full batch of 64").hasSize(64);
      assertThat(new Journal(storage()).entries()).as("90 - 64").hasSize(26);
    }
    assertThat(new Journal(storage()).entries()).isEmpty();
    assertThat(storage().list("trials")).hasSize(2);
    assertThat(published(Tables.TRIALS))
        .containsExactlyInAnyOrderElementsOf(large.trials().stream().map(TrialSpec::id).toList());
    assertThat(published(Tables.EPOCHS)).as("2 epochs a trial").hasSize(180);
    // pointwise weight and bias of 4 blocks
    assertThat(published(Tables.GROUPS)).as("8 uses a trial").hasSize(720);
  }

  @Test
  void remembersWhatIsCommittedWhenOpenedAgain() {
    TrialSpec first = study.trials().get(0);
    TrialSpec second = study.trials().get(1);
    ResultWriter abandoned = openToDie(storage(), study);
    abandoned.commit(rows(Studies.completed(first, 1, 0.5)));
    abandoned.publish();
    abandoned.commit(rows(Studies.failed(second, 2)));

    ResultWriter writer = ResultWriter.open(storage(), study);

    assertThat(writer.committed())
        .containsOnlyKeys(first.id(), second.id())
        .containsEntry(first.id(), new ResultWriter.Committed(Status.COMPLETED, 1))
        .containsEntry(second.id(), new ResultWriter.Committed(Status.FAILED, 2));
  }

  @Test
  void laterAttemptReplacesTheRowInItsBatch() {
    TrialSpec trial = study.trials().get(0);
    TrialSpec other = study.trials().get(1);
    try (ResultWriter writer = ResultWriter.open(storage(), study)) {
      writer.commit(rows(Studies.failed(trial, 1)));
      writer.commit(rows(Studies.completed(other, 1, 0.5)));
    }
    try (ResultWriter writer = ResultWriter.open(storage(), study)) {
      writer.commit(rows(Studies.completed(trial, 2, 0.75)));
    }
    assertThat(published(Tables.TRIALS)).containsExactlyInAnyOrder(trial.id(), other.id());
    assertThat(published(Tables.EPOCHS)).as("2 epochs of each trial").hasSize(4);
    assertThat(ResultWriter.open(storage(), study).committed(trial.id()))
        .isEqualTo(new ResultWriter.Committed(Status.COMPLETED, 2));
    assertThat(storage().list("trials")).as("the batch was rewritten").hasSize(1);
  }

  /**
   * A writer commits, publishes, replaces a row and publishes again, and is killed before or within
   * its n-th change of a file, for every n, on a disk and on an object store. What was committed
   * must be there, once, and nothing twice.
   */
  @ParameterizedTest
  @CsvSource({"disk, BEFORE", "objects, HALFWAY"})
  void killedAtAnyChangeLosesNothingAndDoublesNothing(String kind, Death death) {
    int changes = 0;
    boolean finished = false;
    while (!finished) {
      Path out = folder.resolve("killed-" + changes);
      HadoopStorage disk = store(kind, out);
      Set<String> committed = new HashSet<>();
      try {
        write(new FailingStorage(disk, changes, death), committed);
        finished = true;
      } catch (FailingStorage.Killed killed) {
        // as planned
      }
      assertEachOnce(disk, committed, "killed before change " + changes);
      changes++;
    }
    // claim, manifest, identity, 6 commits, (3 + 1) * 2 files published, 6 entries removed ...
    assertThat(changes).isGreaterThan(30);
    assertThat(ObjectStore.RENAMES).as("nothing relies on renaming objects").hasValue(0);
  }

  private static HadoopStorage store(String kind, Path out) {
    return kind.equals("disk")
        ? HadoopStorage.at(out.toString(), SETTINGS)
        : HadoopStorage.at(ObjectStore.location(out), SETTINGS);
  }

  private void write(FailingStorage storage, Set<String> committed) {
    ResultWriter writer = openToDie(storage, study);
    for (int i = 0; i < 6; i++) {
      TrialSpec trial = study.trials().get(i);
      writer.commit(rows(i == 0 ? Studies.failed(trial, 1) : Studies.completed(trial, 1, 0.5)));
      committed.add(trial.id());
      if (i == 2) {
        writer.publish();
      }
    }
    writer.publish();
    ResultWriter second = openToDie(storage, study);
    second.commit(rows(Studies.completed(study.trials().get(0), 2, 0.75)));
    second.commit(rows(Studies.completed(study.trials().get(6), 1, 0.5)));
    committed.add(study.trials().get(6).id());
    second.close();
  }

  private void assertEachOnce(HadoopStorage disk, Set<String> committed, String when) {
    assertThat(readable(disk))
        .as(when + ", to a reader")
        .containsAll(committed)
        .doesNotHaveDuplicates();
    try (ResultWriter recovered = openToDie(disk, study)) {
      // The commit under way may or may not have been reached.
      assertThat(recovered.committed().keySet()).as(when).containsAll(committed);
      assertThat(recovered.committed().size()).as(when).isLessThanOrEqualTo(committed.size() + 1);
    }
    List<List<Object>> trials = files(disk, Tables.TRIALS);
    List<Object> ids = trials.stream().map(row -> row.get(0)).toList();
    int status = TrialRows.position(Tables.TRIALS, "status");
    long completed = trials.stream().filter(row -> row.get(status).equals("completed")).count();
    assertThat(ids).as(when).doesNotHaveDuplicates().containsAll(committed);
    assertThat(files(disk, Tables.EPOCHS).stream().map(row -> row.subList(0, 2)))
        .as(when)
        .doesNotHaveDuplicates()
        .hasSize(2 * (int) completed);
    assertThat(files(disk, Tables.GROUPS)).as(when).hasSize(8 * ids.size());
    assertThat(new Journal(disk).entries()).as(when).isEmpty();
    assertThat(disk.list("_sharelab/study/manifests")).as(when).hasSize(1);
  }

  /** The trials that a reader sees who looks at the journal first, and then at the manifest. */
  private static List<String> readable(HadoopStorage disk) {
    Map<String, Integer> journal = new HashMap<>();
    for (Journal.Entry entry : new Journal(disk).entries()) {
      journal.merge(entry.trial().trialId(), entry.trial().attempts(), Math::max);
    }
    List<String> ids = new ArrayList<>(journal.keySet());
    Batches batches = new Batches(disk, Tables.ALL);
    Manifest manifest = Publisher.inherited(new Manifests(disk, ResultWriter.SCOPE), batches);
    for (String batch : manifest.names("trials")) {
      for (List<Object> row : batches.rows(Tables.TRIALS, batch)) {
        if (!journal.containsKey((String) row.get(0))) {
          ids.add((String) row.get(0));
        }
      }
    }
    return ids;
  }

  /**
   * A writer is taken for dead just before its n-th change, for every n, and goes on beside its
   * successor, which runs the whole study meanwhile.
   */
  @Test
  void writerThatWasTakenForDeadCanDoNoHarm() {
    int changes = 0;
    boolean finished = false;
    while (!finished) {
      HadoopStorage disk = store("objects", folder.resolve("zombie-" + changes));
      OvertakenStorage storage = new OvertakenStorage(disk, changes, () -> runAll(disk));
      String when = "overtaken before change " + changes;
      try {
        write(new FailingStorage(storage, Integer.MAX_VALUE, Death.BEFORE), new HashSet<>());
        finished = !storage.isOvertaken();
      } catch (EnvironmentException left) {
        assertThat(left)
            .as(when)
            .hasMessageMatching("(?s)Cannot (go on in|write) .* another run .*");
      }
      if (!finished) {
        Set<String> all = Set.copyOf(study.trials().stream().map(TrialSpec::id).toList());
        assertThat(readable(disk)).as(when).containsExactlyInAnyOrderElementsOf(all);
        assertEachOnce(disk, all, when);
      }
      changes++;
    }
    assertThat(changes).isGreaterThan(25);
  }

  private void runAll(HadoopStorage disk) {
    try (ResultWriter successor = openToDie(disk, study)) {
      for (TrialSpec trial : study.trials()) {
        if (successor.committed(trial.id()) == null) {
          successor.commit(rows(Studies.completed(trial, 1, 0.5)));
        }
      }
    }
  }

  @Test
  void runBesideAnotherIsRefusedInOneLine() {
    try (ResultWriter first = ResultWriter.open(storage(), study)) {
      assertThatThrownBy(() -> ResultWriter.open(storage(), study))
          .isInstanceOf(EnvironmentException.class)
          .hasMessageMatching(
              "Cannot write %s: another run \\(\\S+, pid %d, since \\S+Z\\) is at work"
                  .formatted(folder.resolve("out"), ProcessHandle.current().pid()));
      first.commit(rows(Studies.completed(study.trials().get(0), 1, 0.5)));
    }
    ResultWriter.open(storage(), study).close();
    assertThat(published(Tables.TRIALS)).hasSize(1);
  }

  @Test
  void ignoresDamagedJournalEntry() throws IOException {
    openToDie(storage(), study).commit(rows(Studies.completed(study.trials().get(0), 1, 0.5)));
    Path journal = folder.resolve("out/_sharelab/journal");
    Files.writeString(journal.resolve("deadbeef-1.json"), "{\"trials\":[{\"trial_id\":\"dead");
    assertThat(ResultWriter.open(storage(), study).committed())
        .containsOnlyKeys(study.trials().get(0).id());
  }

  @Test
  void leavesNoChecksumFilesOfHadoop() throws IOException {
    try (ResultWriter writer = ResultWriter.open(storage(), study)) {
      writer.commit(rows(Studies.completed(study.trials().get(0), 1, 0.5)));
    }
    try (var files = Files.walk(folder)) {
      assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".crc"));
    }
  }

  @Test
  void acceptsMoreValuesReplicatesAndDimensions() {
    ResultWriter.open(storage(), Studies.small(2)).close();
    ResultWriter.open(storage(), Studies.small(5)).close();
    ResultWriter.open(storage(), Studies.small(2, "study.space.\"model.sharing.rate\"=[1,2]"))
        .close();
    ResultWriter.open(storage(), Studies.small(2, "study.space.\"data.label-noise.level\"=[0,0.2]"))
        .close();
    ResultWriter.open(
            storage(),
            Studies.small(2, "study.space={\"model.sharing\" = [{rate = 2}, {rate = 4}]}"))
        .close();
  }

  @Test
  void refusesAnotherStudyNamingTheFirstDifference() {
    ResultWriter.open(storage(), study).close();
    assertThatThrownBy(() -> ResultWriter.open(storage(), Studies.small(4, "training.epochs=3")))
        .isInstanceOf(ValidationException.class)
        .hasMessage(
            "Invalid --out: %s (it holds another study, where training.epochs is 2 and not 3)"
                .formatted(folder.resolve("out")));
    assertThatThrownBy(() -> ResultWriter.open(storage(), Studies.small(4, "study.name=other")))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("name is \"small\" and not \"other\"");
    assertThatThrownBy(() -> ResultWriter.open(storage(), Studies.small(4, "study.seed=7")))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("seed is 1 and not 7");
  }

  @Test
  void refusesFolderWithOtherFiles() throws IOException {
    Files.createDirectories(folder.resolve("out"));
    Files.writeString(folder.resolve("out/thesis.tex"), "do not touch");
    assertThatThrownBy(() -> ResultWriter.open(storage(), study))
        .isInstanceOf(EnvironmentException.class)
        .hasMessage(
            "Cannot use %s as output: it holds other files, such as thesis.tex (a new or empty folder is needed)"
                .formatted(folder.resolve("out")));
  }

  @Test
  void refusesFileAsFolder() throws IOException {
    Files.writeString(folder.resolve("out"), "a file");
    assertThatThrownBy(() -> ResultWriter.open(storage(), study))
        .isInstanceOf(EnvironmentException.class)
        .hasMessage(
            "Cannot use %s as output: it is a file (a folder is needed)"
                .formatted(folder.resolve("out")));
  }
}
