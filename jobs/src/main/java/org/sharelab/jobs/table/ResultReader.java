package org.sharelab.jobs.table;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
 * <p>The journal is read before the manifest: a trial that moves in between is seen in both, where
 * it is recognised, rather than in neither.
 */
public final class ResultReader {
  private final HadoopStorage storage;
  private final Batches batches;
  private final Manifest manifest;
  private final Collection<TrialRows> journal;
  private final List<List<Object>> decisions;
  private final Set<String> superseded;

  private ResultReader(HadoopStorage storage) {
    this.storage = storage;
    List<Journal.Entry> entries = new Journal(storage).entries();
    List<DecisionJournal.Entry> decided = new DecisionJournal(storage).entries();
    batches = new Batches(storage, Tables.STUDY);
    manifest = Publisher.inherited(new Manifests(storage, ResultWriter.SCOPE), batches);
    Map<String, Integer> attempts = entries.isEmpty() ? Map.of() : attemptsPublished();
    journal = latest(entries, attempts);
    decisions = decided.isEmpty() ? List.of() : unpublished(decided);
    superseded =
        journal.stream()
            .map(TrialRows::trialId)
            .filter(attempts::containsKey)
            .collect(Collectors.toSet());
  }

  /** Of each trial the entry of the last attempt, if that is not published. */
  private static Collection<TrialRows> latest(
      List<Journal.Entry> entries, Map<String, Integer> published) {
    Map<String, TrialRows> latest = new LinkedHashMap<>();
    for (Journal.Entry entry : entries) {
      TrialRows trial = entry.trial();
      if (trial.attempts() > published.getOrDefault(trial.trialId(), 0)) {
        latest.merge(trial.trialId(), trial, (a, b) -> b.attempts() > a.attempts() ? b : a);
      }
    }
    return latest.values();
  }

  /** The decisions that are not in Parquet files yet. */
  private List<List<Object>> unpublished(List<DecisionJournal.Entry> entries) {
    int sequence = TrialRows.position(Tables.DECISIONS, "sequence");
    Set<Object> known =
        published(Tables.DECISIONS).stream()
            .map(row -> row.get(sequence))
            .collect(Collectors.toSet());
    return entries.stream()
        .flatMap(entry -> entry.rows().stream())
        .filter(row -> !known.contains(row.get(sequence)))
        .toList();
  }

  private List<List<Object>> published(Table<?> table) {
    return manifest.names(table.name()).stream()
        .flatMap(batch -> batches.rows(table, batch).stream())
        .toList();
  }

  /** Every trial with all its rows, without Spark. */
  public List<TrialRows> trials() {
    return TrialRows.all(this::published, journal);
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
    for (List<Object> row : published(Tables.TRIALS)) {
      attempts.put((String) row.get(id), (Integer) row.get(count));
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
    List<Row> journalled = journalRows(table);
    Dataset<Row> unpublished = spark.createDataFrame(journalled, schema);
    String[] files = files(manifest, table);
    if (files.length == 0) {
      return unpublished;
    }
    Dataset<Row> stored = spark.read().schema(schema).parquet(files);
    if (!superseded.isEmpty() && Tables.ALL.contains(table)) {
      stored = stored.filter(functions.not(stored.col("trial_id").isin(superseded.toArray())));
    }
    return journalled.isEmpty() ? stored : stored.unionByName(unpublished);
  }

  /** A table that an analysis fills, as Spark sees it; typed and empty if there are no rows. */
  public Dataset<Row> readAnalysis(SparkSession spark, Table<?> table) {
    StructType schema = Schemas.spark(table);
    Manifest published =
        Publisher.inherited(
            new Manifests(storage, table.name()), new Batches(storage, List.of(table)));
    String[] files = files(published, table);
    return files.length == 0
        ? spark.createDataFrame(List.of(), schema)
        : spark.read().schema(schema).parquet(files);
  }

  private String[] files(Manifest published, Table<?> table) {
    return published.names(table.name()).stream()
        .map(batch -> storage.uri(Batches.path(table, batch)))
        .toArray(String[]::new);
  }

  private List<Row> journalRows(Table<?> table) {
    Stream<List<Object>> rows =
        Tables.ALL.contains(table)
            ? journal.stream().flatMap(trial -> trial.of(table).stream())
            : decisions.stream();
    return rows.map(values -> RowFactory.create(values.toArray())).toList();
  }
}
