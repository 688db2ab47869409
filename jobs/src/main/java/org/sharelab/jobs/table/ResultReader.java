package org.sharelab.jobs.table;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.sharelab.check.Checks;
import org.sharelab.result.Table;
import org.sharelab.result.Tables;

/**
 * What an output folder holds at one moment, also while a study writes it.
 *
 * <p>The journal is read before the batches are listed: a trial that moves in between is seen in
 * both, where it is recognised, rather than in neither.
 */
public final class ResultReader {
  private final HadoopStorage storage;
  private final Batches batches;
  private final List<String> published;
  private final List<TrialRows> journal;
  private final Set<String> superseded;

  private ResultReader(HadoopStorage storage) {
    this.storage = storage;
    List<TrialRows> entries = new Journal(storage).entries();
    batches = new Batches(storage);
    published = batches.names();
    Map<String, Integer> attempts = entries.isEmpty() ? Map.of() : attemptsPublished();
    journal =
        entries.stream()
            .filter(entry -> entry.attempts() > attempts.getOrDefault(entry.trialId(), 0))
            .toList();
    superseded =
        journal.stream()
            .map(TrialRows::trialId)
            .filter(attempts::containsKey)
            .collect(Collectors.toSet());
  }

  /**
   * Looks at an output folder.
   *
   * @throws org.sharelab.check.EnvironmentException if there are no results in it
   */
  public static ResultReader open(HadoopStorage storage) {
    Checks.environment(
        StudyIdentity.isPresent(storage) || AnalysisWriter.isPresent(storage),
        "Cannot read %s: no results there (the --out folder of a run)",
        storage.location());
    return new ResultReader(storage);
  }

  private Map<String, Integer> attemptsPublished() {
    Map<String, Integer> attempts = new HashMap<>();
    int id = TrialRows.position(Tables.TRIALS, "trial_id");
    int count = TrialRows.position(Tables.TRIALS, "attempts");
    for (String batch : published) {
      for (List<Object> row : batches.rows(Tables.TRIALS, batch)) {
        attempts.put((String) row.get(id), (Integer) row.get(count));
      }
    }
    return attempts;
  }

  /** The settings that all trials have in common: full keys, sorted, to JSON values. */
  public Map<String, String> settings() {
    return StudyIdentity.settingsOf(storage);
  }

  /** A table as Spark sees it; typed and empty if there are no rows. */
  public Dataset<Row> read(SparkSession spark, Table<?> table) {
    StructType schema = Schemas.spark(table);
    Dataset<Row> unpublished = spark.createDataFrame(journalRows(table), schema);
    List<String> present = batches.files(table);
    String[] files =
        published.stream()
            .filter(present::contains)
            .map(batch -> storage.uri(Batches.path(table, batch)))
            .toArray(String[]::new);
    if (files.length == 0) {
      return unpublished;
    }
    Dataset<Row> stored = spark.read().schema(schema).parquet(files);
    if (!superseded.isEmpty()) {
      stored = stored.filter(functions.not(stored.col("trial_id").isin(superseded.toArray())));
    }
    return journal.isEmpty() ? stored : stored.unionByName(unpublished);
  }

  /** A table that an analysis fills, as Spark sees it; typed and empty if there are no rows. */
  public Dataset<Row> readAnalysis(SparkSession spark, Table<?> table) {
    StructType schema = Schemas.spark(table);
    String[] files =
        batches.files(table).stream()
            .map(batch -> storage.uri(Batches.path(table, batch)))
            .toArray(String[]::new);
    return files.length == 0
        ? spark.createDataFrame(List.of(), schema)
        : spark.read().schema(schema).parquet(files);
  }

  private List<Row> journalRows(Table<?> table) {
    return journal.stream()
        .flatMap(trial -> trial.of(table).stream())
        .map(values -> RowFactory.create(values.toArray()))
        .toList();
  }
}
