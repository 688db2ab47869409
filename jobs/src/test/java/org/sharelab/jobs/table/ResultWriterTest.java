package org.sharelab.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sharelab.check.EnvironmentException;
import org.sharelab.check.ValidationException;
import org.sharelab.jobs.testing.FailingStorage;
import org.sharelab.jobs.testing.Studies;
import org.sharelab.result.Status;
import org.sharelab.result.Table;
import org.sharelab.result.Tables;
import org.sharelab.result.TrialResult;
import org.sharelab.study.Study;
import org.sharelab.study.TrialSpec;

class ResultWriterTest {
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
    Batches batches = new Batches(storage());
    int id = TrialRows.position(table, "trial_id");
    List<String> ids = new ArrayList<>();
    for (String batch : batches.files(table)) {
      batches.rows(table, batch).forEach(row -> ids.add((String) row.get(id)));
    }
    return ids;
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
    assertThat(new Batches(storage()).names()).hasSize(2);
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
    ResultWriter abandoned = ResultWriter.open(storage(), study);
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
    assertThat(new Batches(storage()).names()).as("the batch was rewritten").hasSize(1);
  }

  /**
   * A writer commits, publishes, replaces a row and publishes again, and is killed before its n-th
   * change of a file, for every n. What was committed must be there, once, and nothing twice.
   */
  @Test
  void killedAtAnyChangeLosesNothingAndDoublesNothing() throws IOException {
    int changes = 0;
    boolean finished = false;
    while (!finished) {
      Path out = folder.resolve("killed-" + changes);
      HadoopStorage disk = HadoopStorage.at(out.toString(), new Configuration());
      Set<String> committed = new HashSet<>();
      try {
        write(new FailingStorage(disk, changes), committed);
        finished = true;
      } catch (FailingStorage.Killed killed) {
        // as planned
      }
      assertEachOnce(disk, committed, "killed before change " + changes);
      changes++;
    }
    // 1 claim, 1 clean-up, 6 commits, 3 + 3 files published, 6 entries removed, 1 more claim ...
    assertThat(changes).isGreaterThan(25);
  }

  private void write(FailingStorage storage, Set<String> committed) {
    ResultWriter writer = ResultWriter.open(storage, study);
    for (int i = 0; i < 6; i++) {
      TrialSpec trial = study.trials().get(i);
      writer.commit(rows(i == 0 ? Studies.failed(trial, 1) : Studies.completed(trial, 1, 0.5)));
      committed.add(trial.id());
      if (i == 2) {
        writer.publish();
      }
    }
    writer.publish();
    ResultWriter second = ResultWriter.open(storage, study);
    second.commit(rows(Studies.completed(study.trials().get(0), 2, 0.75)));
    second.commit(rows(Studies.completed(study.trials().get(6), 1, 0.5)));
    committed.add(study.trials().get(6).id());
    second.publish();
  }

  private void assertEachOnce(HadoopStorage disk, Set<String> committed, String when) {
    try (ResultWriter recovered = ResultWriter.open(disk, study)) {
      // The commit under way may or may not have been reached.
      assertThat(recovered.committed().keySet()).as(when).containsAll(committed);
      assertThat(recovered.committed().size()).as(when).isLessThanOrEqualTo(committed.size() + 1);
    }
    Batches batches = new Batches(disk);
    for (Table<?> table : List.of(Tables.TRIALS, Tables.EPOCHS)) {
      assertThat(batches.files(table)).as(when).isSubsetOf(batches.names());
    }
    List<Object> ids = new ArrayList<>();
    List<List<Object>> epochs = new ArrayList<>();
    int completed = 0;
    int groups = 0;
    int status = TrialRows.position(Tables.TRIALS, "status");
    for (String batch : batches.names()) {
      for (List<Object> row : batches.rows(Tables.TRIALS, batch)) {
        ids.add(row.get(0));
        completed += row.get(status).equals("completed") ? 1 : 0;
      }
      batches.rows(Tables.EPOCHS, batch).forEach(row -> epochs.add(row.subList(0, 2)));
      groups += batches.rows(Tables.GROUPS, batch).size();
    }
    assertThat(ids).as(when).doesNotHaveDuplicates().containsAll(committed);
    assertThat(epochs).as(when).doesNotHaveDuplicates().hasSize(2 * completed);
    assertThat(groups).as(when).isEqualTo(8 * ids.size());
    assertThat(new Journal(disk).entries()).as(when).isEmpty();
  }

  @Test
  void ignoresDamagedJournalEntry() throws IOException {
    ResultWriter.open(storage(), study)
        .commit(rows(Studies.completed(study.trials().get(0), 1, 0.5)));
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
