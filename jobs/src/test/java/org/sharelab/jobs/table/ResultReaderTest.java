package org.sharelab.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sharelab.check.EnvironmentException;
import org.sharelab.jobs.testing.LocalSpark;
import org.sharelab.jobs.testing.Processes;
import org.sharelab.jobs.testing.Studies;
import org.sharelab.result.Table;
import org.sharelab.result.Tables;
import org.sharelab.study.Study;
import org.sharelab.study.TrialSpec;

class ResultReaderTest {
  @TempDir Path folder;

  private final SparkSession spark = LocalSpark.session();
  private final Study study = Studies.small(2); // 6 trials

  private HadoopStorage storage() {
    return HadoopStorage.at(folder.toString(), new Configuration());
  }

  private ResultWriter open() {
    return ResultWriter.open(storage(), study, Processes.dead(), notice -> {});
  }

  private List<String> ids(Table<?> table) {
    return ResultReader.open(storage()).read(spark, table).collectAsList().stream()
        .map(row -> row.<String>getAs("trial_id"))
        .toList();
  }

  @Test
  void readsWhatIsPublishedAndWhatIsNotYet() {
    ResultWriter writer = open();
    TrialSpec published = study.trials().get(0);
    TrialSpec journalled = study.trials().get(1);
    writer.commit(TrialRows.of(Studies.completed(published, 1, 0.5)));
    writer.publish();
    writer.commit(TrialRows.of(Studies.completed(journalled, 1, 0.5)));

    assertThat(ids(Tables.TRIALS)).containsExactlyInAnyOrder(published.id(), journalled.id());
    assertThat(ids(Tables.EPOCHS)).as("2 epochs each").hasSize(4);
  }

  @Test
  void seesEntryThatIsAlsoPublishedOnce() {
    TrialRows rows = TrialRows.of(Studies.completed(study.trials().get(0), 1, 0.5));
    try (ResultWriter writer = open()) {
      writer.commit(rows);
    }
    new Journal(storage()).append(rows, Epoch.NONE); // as a kill before its removal leaves it
    assertThat(ids(Tables.TRIALS)).hasSize(1);
    assertThat(ids(Tables.EPOCHS)).hasSize(2);
  }

  @Test
  void laterAttemptInTheJournalHidesThePublishedRow() {
    TrialSpec trial = study.trials().get(0);
    try (ResultWriter writer = open()) {
      writer.commit(TrialRows.of(Studies.failed(trial, 1)));
      writer.commit(TrialRows.of(Studies.completed(study.trials().get(1), 1, 0.5)));
    }
    new Journal(storage()).append(TrialRows.of(Studies.completed(trial, 2, 0.75)), Epoch.NONE);

    Dataset<Row> rows = ResultReader.open(storage()).read(spark, Tables.TRIALS);

    assertThat(rows.count()).isEqualTo(2);
    Row row = rows.filter(rows.col("trial_id").equalTo(trial.id())).first();
    assertThat(row.<String>getAs("status")).isEqualTo("completed");
    assertThat(row.<Integer>getAs("attempts")).isEqualTo(2);
  }

  @Test
  void filesOfAnUnfinishedBatchAreNotRead() {
    try (ResultWriter writer = open()) {
      writer.commit(TrialRows.of(Studies.completed(study.trials().get(0), 1, 0.5)));
    }
    TrialRows other = TrialRows.of(Studies.completed(study.trials().get(1), 1, 0.5));
    storage()
        .publish(
            Batches.path(Tables.EPOCHS, Batches.name(Epoch.NONE.next(), 1)),
            ParquetRows.write(Tables.EPOCHS, other.of(Tables.EPOCHS)));
    assertThat(ids(Tables.EPOCHS)).hasSize(2);
  }

  @Test
  void seesTrialThatTwoWritersCommittedOnce() {
    TrialSpec trial = study.trials().get(0);
    ResultWriter zombie = open();
    ResultWriter successor = open();
    zombie.commit(TrialRows.of(Studies.completed(trial, 1, 0.5)));
    successor.commit(TrialRows.of(Studies.completed(trial, 1, 0.5)));
    assertThat(ids(Tables.TRIALS)).hasSize(1);
    assertThat(ids(Tables.EPOCHS)).hasSize(2);
  }

  /** A folder from before manifests: batches are complete once their file of trials is there. */
  @Test
  void readsFolderWithoutManifest() throws IOException {
    try (ResultWriter writer = open()) {
      writer.commit(TrialRows.of(Studies.completed(study.trials().get(0), 1, 0.5)));
    }
    storage().delete("_sharelab/study/manifests");
    assertThat(ids(Tables.TRIALS)).hasSize(1);
    assertThat(ids(Tables.EPOCHS)).hasSize(2);
    assertThat(open().committed()).containsOnlyKeys(study.trials().get(0).id());
    assertThat(ids(Tables.TRIALS)).as("adopted").hasSize(1);
  }

  @Test
  void tablesWithoutRowsAreTypedAndEmpty() {
    open().close();
    for (Table<?> table : Tables.ALL) {
      Dataset<Row> rows = ResultReader.open(storage()).read(spark, table);
      assertThat(rows.schema()).isEqualTo(Schemas.spark(table));
      assertThat(rows.count()).isZero();
    }
  }

  @Test
  void anyReaderOfParquetFindsTypesAndComments() {
    try (ResultWriter writer = open()) {
      writer.commit(TrialRows.of(Studies.completed(study.trials().get(0), 1, 0.5)));
    }
    for (Table<?> table : Tables.ALL) {
      Dataset<Row> rows = spark.read().parquet(folder.resolve(table.name()).toString());
      assertThat(rows.schema()).isEqualTo(Schemas.spark(table));
    }
  }

  @Test
  void folderWithoutStudyIsRefused() {
    assertThatThrownBy(() -> ResultReader.open(storage()))
        .isInstanceOf(EnvironmentException.class)
        .hasMessage(
            "Cannot read %s: no results there (the --out folder of a run)".formatted(folder));
  }
}
