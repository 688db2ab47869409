package org.sharelab.jobs.table;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sharelab.config.Json;
import org.sharelab.result.BuildVersion;
import org.sharelab.result.Table;

/**
 * The one writer of a table that an analysis without trials fills.
 *
 * <p>A row is written once and has a key that says what was analysed, so the same analysis again
 * needs only the rows whose keys are missing. Rows come in batches, each a Parquet file that is
 * there as a whole or not at all; there is no journal, since what a killed process loses is a batch
 * of cheap rows. The table may stand beside those of a study.
 *
 * <p>Not thread-safe.
 *
 * @param <R> the row type
 */
public final class AnalysisWriter<R> {
  private static final String MARKER = "_sharelab/analysis.json";

  private final Storage storage;
  private final Batches batches;
  private final Table<R> table;
  private final int key;
  private final Set<String> keys = new HashSet<>();

  private AnalysisWriter(Storage storage, Table<R> table, String keyColumn) {
    this.storage = storage;
    this.batches = new Batches(storage);
    this.table = table;
    this.key = TrialRows.position(table, keyColumn);
  }

  /**
   * Opens an output folder, new or existing.
   *
   * @param keyColumn the text column that names a row
   * @throws org.sharelab.check.EnvironmentException if it holds other files or cannot be written
   */
  public static <R> AnalysisWriter<R> open(Storage storage, Table<R> table, String keyColumn) {
    ResultWriter.checkUsable(storage);
    if (!isPresent(storage)) {
      String version = Json.write(Map.of("version", BuildVersion.current().version()));
      storage.publish(MARKER, version.getBytes(StandardCharsets.UTF_8));
    }
    AnalysisWriter<R> writer = new AnalysisWriter<>(storage, table, keyColumn);
    for (String batch : writer.batches.files(table)) {
      writer.register(writer.batches.rows(table, batch));
    }
    return writer;
  }

  /** Whether an analysis has written to this folder. */
  static boolean isPresent(Storage storage) {
    return storage.exists(MARKER);
  }

  /** Keys of all rows that are there. */
  public Set<String> keys() {
    return Set.copyOf(keys);
  }

  /** The values of all rows that are there, in column order, batch by batch. */
  public List<List<Object>> rows() {
    return batches.files(table).stream()
        .flatMap(batch -> batches.rows(table, batch).stream())
        .toList();
  }

  /** Adds rows; they are there for readers, and for good, when this returns. */
  public void append(List<R> rows) {
    if (rows.isEmpty()) {
      return;
    }
    List<List<Object>> values = rows.stream().map(table::values).toList();
    String first = (String) values.get(0).get(key);
    String batch = "part-%05d-%s".formatted(batches.files(table).size(), first);
    storage.publish(Batches.path(table, batch), ParquetRows.write(table, values));
    register(values);
  }

  private void register(List<List<Object>> rows) {
    rows.forEach(row -> keys.add((String) row.get(key)));
  }
}
