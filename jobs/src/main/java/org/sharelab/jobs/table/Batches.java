package org.sharelab.jobs.table;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sharelab.check.EnvironmentException;
import org.sharelab.result.Table;
import org.sharelab.result.Tables;

/**
 * The Parquet files: one per table and batch of trials, with the batch's name in every table.
 *
 * <p>A batch is there from the moment its file of {@code trials} is, which is therefore written
 * last.
 */
final class Batches {
  private static final String SUFFIX = ".parquet";

  private final Storage storage;

  Batches(Storage storage) {
    this.storage = storage;
  }

  /** The names of the batches that are there, in order. */
  List<String> names() {
    return files(Tables.TRIALS);
  }

  /** The names of batches that have a file in this table. */
  List<String> files(Table<?> table) {
    return storage.list(table.name()).stream()
        .filter(name -> name.endsWith(SUFFIX) && !name.startsWith(".") && !name.startsWith("_"))
        .map(name -> name.substring(0, name.length() - SUFFIX.length()))
        .toList();
  }

  static String path(Table<?> table, String batch) {
    return table.name() + "/" + batch + SUFFIX;
  }

  /** The rows of a table in a batch; none if it has no file there. */
  List<List<Object>> rows(Table<?> table, String batch) {
    String path = path(table, batch);
    if (!storage.exists(path)) {
      return List.of();
    }
    try {
      return ParquetRows.read(table, storage.read(path));
    } catch (IOException | RuntimeException damaged) {
      throw new EnvironmentException(
          "Cannot read %s/%s: %s".formatted(storage.location(), path, damaged.getMessage()),
          damaged);
    }
  }

  /** Writes or replaces a batch. A table without rows gets no file. */
  void write(String batch, Map<String, List<List<Object>>> rows) {
    List<Table<?>> trialsLast = new ArrayList<>(Tables.ALL);
    trialsLast.remove(Tables.TRIALS);
    trialsLast.add(Tables.TRIALS);
    for (Table<?> table : trialsLast) {
      List<List<Object>> values = rows.getOrDefault(table.name(), List.of());
      if (values.isEmpty()) {
        storage.delete(path(table, batch));
      } else {
        storage.publish(path(table, batch), ParquetRows.write(table, values));
      }
    }
  }

  /** Removes the files of batches that were never finished. */
  void removeUnfinished() {
    Set<String> finished = new HashSet<>(names());
    for (Table<?> table : Tables.ALL) {
      for (String batch : files(table)) {
        if (!finished.contains(batch)) {
          storage.delete(path(table, batch));
        }
      }
    }
  }
}
