package org.sharelab.jobs.table;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sharelab.check.EnvironmentException;
import org.sharelab.result.Table;

/**
 * The Parquet files of a set of tables: one per table and batch, with the batch's name in every
 * table. A name is used once, so no file is ever changed.
 */
final class Batches {
  private static final String PREFIX = "part-";
  private static final String SUFFIX = ".parquet";

  private final Storage storage;
  private final List<Table<?>> tables;

  /**
   * @param tables with the one first whose file is written last; plain readers then find the rows
   *     that belong to its rows
   */
  Batches(Storage storage, List<? extends Table<?>> tables) {
    this.storage = storage;
    this.tables = List.copyOf(tables);
  }

  static String name(Epoch epoch, int number) {
    return "%s%s-%05d".formatted(PREFIX, epoch, number);
  }

  static String path(Table<?> table, String batch) {
    return table.name() + "/" + batch + SUFFIX;
  }

  /** The names of all files of a table, listed in a manifest or not. */
  private List<String> files(Table<?> table) {
    return storage.list(table.name()).stream()
        .filter(name -> name.startsWith(PREFIX) && name.endsWith(SUFFIX))
        .map(name -> name.substring(0, name.length() - SUFFIX.length()))
        .toList();
  }

  /** The rows of a table in a batch that has some. */
  List<List<Object>> rows(Table<?> table, String batch) {
    return read(table, batch, file -> ParquetRows.read(table, file));
  }

  /** Some columns of the rows of a table in a batch that has some. */
  List<List<Object>> rows(Table<?> table, String batch, List<String> columns) {
    return read(table, batch, file -> ParquetRows.read(table, columns, file));
  }

  private interface Decoder {
    List<List<Object>> rows(byte[] file) throws IOException;
  }

  private List<List<Object>> read(Table<?> table, String batch, Decoder decoder) {
    String path = path(table, batch);
    try {
      return decoder.rows(storage.read(path));
    } catch (IOException | IllegalArgumentException damaged) {
      throw new EnvironmentException(
          "Cannot read %s/%s: %s".formatted(storage.location(), path, damaged.getMessage()),
          damaged);
    }
  }

  /**
   * The batches of a folder without a manifest, as versions before manifests left it: all whose
   * file of the first table is there, which was written last.
   */
  List<Manifest.Batch> unlisted() {
    List<Manifest.Batch> found = new ArrayList<>();
    for (String batch : files(tables.get(0))) {
      Map<String, Integer> counts = new LinkedHashMap<>();
      for (Table<?> table : tables) {
        if (storage.exists(path(table, batch))) {
          counts.put(table.name(), rows(table, batch).size());
        }
      }
      found.add(new Manifest.Batch(batch, counts));
    }
    return found;
  }

  /** Writes a batch, for readers that its manifest will reach. */
  Manifest.Batch write(String batch, Map<String, List<List<Object>>> rows) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    List<Table<?>> firstLast = new ArrayList<>(tables.subList(1, tables.size()));
    firstLast.add(tables.get(0));
    for (Table<?> table : firstLast) {
      List<List<Object>> values = rows.getOrDefault(table.name(), List.of());
      if (!values.isEmpty()) {
        storage.publish(path(table, batch), ParquetRows.write(table, values));
        counts.put(table.name(), values.size());
      }
    }
    return new Manifest.Batch(batch, counts);
  }

  /** Removes files that the manifest does not name, except those of later epochs. */
  void removeUnlisted(Manifest manifest) {
    for (Table<?> table : tables) {
      Set<String> listed = new HashSet<>(manifest.names(table.name()));
      for (String batch : files(table)) {
        boolean later =
            Epoch.parse(batch.substring(PREFIX.length()))
                .filter(epoch -> epoch.compareTo(manifest.epoch()) > 0)
                .isPresent();
        if (!listed.contains(batch) && !later) {
          storage.delete(path(table, batch));
        }
      }
    }
  }
}
