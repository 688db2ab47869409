package org.sharelab.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

  private List<String> ids(Table<?> table) {
    return ResultReader.open(storage()).read(spark, table).collectAsList().stream()
        .map(row -> row.<String>getAs("trial_id"))
        .toList();
  }

  @Test
  void readsWhatIsPublishedAndWhatIsNotYet() {
    ResultWriter writer = ResultWriter.open(storage(), study);
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
    try (ResultWriter writer = ResultWriter.open(storage(), study)) {
      writer.commit(rows);
    }
    new Journal(storage()).append(rows); // as a kill before its removal leaves it
    assertThat(ids(Tables.TRIALS)).hasSize(1);
    assertThat(ids(Tables.EPOCHS)).hasSize(2);
  }

  @Test
  void laterAttemptInTheJournalHidesThePublishedRow() {
    TrialSpec trial = study.trials().get(0);
    try (ResultWriter writer = ResultWriter.open(storage(), study)) {
      writer.commit(TrialRows.of(Studies.failed(trial, 1)));
      writer.commit(TrialRows.of(Studies.completed(study.trials().get(1), 1, 0.5)));
    }
    new Journal(storage()).append(TrialRows.of(Studies.completed(trial, 2, 0.75)));

    Dataset<Row> rows = ResultReader.open(storage()).read(spark, Tables.TRIALS);

    assertThat(rows.count()).isEqualTo(2);
    Row row = rows.filter(rows.col("trial_id").equalTo(trial.id())).first();
    assertThat(row.<String>getAs("status")).isEqualTo("completed");
    assertThat(row.<Integer>getAs("attempts")).isEqualTo(2);
  }

  @Test
  void filesOfAnUnfinishedBatchAreNotRead() {
    try (ResultWriter writer = ResultWriter.open(storage(), study)) {
      writer.commit(TrialRows.of(Studies.completed(study.trials().get(0), 1, 0.5)));
    }
    TrialRows other = TrialRows.of(Studies.completed(study.trials().get(1), 1, 0.5));
    storage()
        .publish(
            Batches.path(Tables.EPOCHS, "part-00001-unfinished"),
            ParquetRows.write(Tables.EPOCHS, other.of(Tables.EPOCHS)));
    assertThat(ids(Tables.EPOCHS)).hasSize(2);
  }

  @Test
  void tablesWithoutRowsAreTypedAndEmpty() {
    ResultWriter.open(storage(), study).close();
    for (Table<?> table : Tables.ALL) {
      Dataset<Row> rows = ResultReader.open(storage()).read(spark, table);
      assertThat(rows.schema()).isEqualTo(Schemas.spark(table));
      assertThat(rows.count()).isZero();
    }
  }

  @Test
  void anyReaderOfParquetFindsTypesAndComments() {
    try (ResultWriter writer = ResultWriter.open(storage(), study)) {
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
