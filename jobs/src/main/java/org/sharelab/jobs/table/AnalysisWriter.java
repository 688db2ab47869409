package org.sharelab.jobs.table;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.sharelab.config.Json;
import org.sharelab.result.BuildVersion;
import org.sharelab.result.Table;

/**
 * The one writer of a table that an analysis without trials fills.
 *
 * <p>A row is written once and has a key that says what was analysed, so the same analysis again
 * needs only the rows whose keys are missing. Rows come in batches, each a Parquet file that is
 * there as a whole or not at all; there is no journal, since what a killed process loses is a batch
 * of cheap rows. The table may stand beside those of a study, and has a writer of its own: both may
 * be at work at once.
 *
 * <p>Not thread-safe.
 *
 * @param <R> the row type
 */
public final class AnalysisWriter<R> implements AutoCloseable {
  private static final String MARKER = "_sharelab/analysis.json";

  private final Publisher publisher;
  private final Table<R> table;
  private final int key;
  private final Set<String> keys = new HashSet<>();

  private AnalysisWriter(Publisher publisher, Table<R> table, String keyColumn) {
    this.publisher = publisher;
    this.table = table;
    this.key = TrialRows.position(table, keyColumn);
  }

  /**
   * Opens an output folder, new or existing.
   *
   * @param keyColumn the text column that names a row
   * @throws org.sharelab.check.EnvironmentException if it holds other files, cannot be written, or
   *     another process is writing this table
   */
  public static <R> AnalysisWriter<R> open(Storage storage, Table<R> table, String keyColumn) {
    return open(storage, table, keyColumn, DriverProcess.current(), notice -> {});
  }

  /**
   * Opens an output folder, as {@link #open(Storage, Table, String)} does.
   *
   * @param process that writes
   * @param notice told in one line why this takes long, if it does
   */
  public static <R> AnalysisWriter<R> open(
      Storage storage,
      Table<R> table,
      String keyColumn,
      DriverProcess process,
      Consumer<String> notice) {
    ResultWriter.checkUsable(storage);
    Publisher publisher = Publisher.open(storage, table.name(), List.of(table), process, notice);
    if (!isPresent(storage)) {
      String version = Json.write(Map.of("version", BuildVersion.current().version()));
      storage.publish(MARKER, version.getBytes(StandardCharsets.UTF_8));
    }
    AnalysisWriter<R> writer = new AnalysisWriter<>(publisher, table, keyColumn);
    publisher.manifest().batches().forEach(batch -> writer.register(publisher.rows(table, batch)));
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
    return publisher.manifest().batches().stream()
        .flatMap(batch -> publisher.rows(table, batch).stream())
        .toList();
  }

  /**
   * Adds rows; they are there for readers, and for good, when this returns.
   *
   * @throws org.sharelab.check.EnvironmentException if another process has taken over
   */
  public void append(List<R> rows) {
    if (rows.isEmpty()) {
      return;
    }
    List<List<Object>> values = rows.stream().map(table::values).toList();
    publisher.publish(Set.of(), List.of(Map.of(table.name(), values)));
    register(values);
  }

  private void register(List<List<Object>> rows) {
    rows.forEach(row -> keys.add((String) row.get(key)));
  }

  /** Lets others write. */
  @Override
  public void close() {
    publisher.close();
  }
}
