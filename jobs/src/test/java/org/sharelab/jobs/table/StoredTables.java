package org.sharelab.jobs.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.sharelab.result.Table;
import org.sharelab.result.Table.Column;
import org.sharelab.result.Tables;

/** What lies in the output folder of a study, read without Spark. */
public final class StoredTables {
  private final HadoopStorage storage;

  public StoredTables(java.nio.file.Path folder) {
    this.storage = HadoopStorage.at(folder.toString(), new Configuration());
  }

  /** {@link #plain(List)} of the tables that trials write. */
  public Map<String, List<String>> plain() {
    return plain(Tables.ALL);
  }

  /**
   * Every row in the files of the tables' folders, as a reader finds them who knows of nothing but
   * Parquet: sorted texts, without what differs between two runs.
   */
  public Map<String, List<String>> plain(List<Table<?>> all) {
    Map<String, List<String>> tables = new TreeMap<>();
    for (Table<?> table : all) {
      List<String> rows = new ArrayList<>();
      for (String file : storage.list(table.name())) {
        String batch = file.replace(".parquet", "");
        new Batches(storage, List.of(table))
            .rows(table, batch)
            .forEach(row -> rows.add(settled(table, row)));
      }
      rows.sort(null);
      tables.put(table.name(), rows);
    }
    return tables;
  }

  /** These rows as {@link #plain} has them. */
  public static Map<String, List<String>> of(List<TrialRows> trials) {
    Map<String, List<String>> tables = new TreeMap<>();
    for (Table<?> table : Tables.ALL) {
      List<String> rows = new ArrayList<>();
      trials.forEach(trial -> trial.of(table).forEach(row -> rows.add(settled(table, row))));
      rows.sort(null);
      tables.put(table.name(), rows);
    }
    return tables;
  }

  private static String settled(Table<?> table, List<Object> row) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < row.size(); i++) {
      Column<?> column = table.columns().get(i);
      if (!table.varying().contains(column.name())) {
        values.put(column.name(), row.get(i));
      }
    }
    return values.toString();
  }

  /** Ids of the trials that a reader sees who knows of journal and manifest; with repetitions. */
  public List<String> committed() {
    Set<String> journal = new TreeSet<>();
    new Journal(storage).entries().forEach(entry -> journal.add(entry.trial().trialId()));
    List<String> ids = new ArrayList<>(journal);
    Batches batches = new Batches(storage, Tables.ALL);
    Manifest manifest = Publisher.inherited(new Manifests(storage, ResultWriter.SCOPE), batches);
    for (String batch : manifest.names("trials")) {
      for (List<Object> row : batches.rows(Tables.TRIALS, batch)) {
        if (!journal.contains((String) row.get(0))) {
          ids.add((String) row.get(0));
        }
      }
    }
    return ids;
  }

  /** Entries of the journal that are whole. */
  public int journalled() {
    return new Journal(storage).entries().size();
  }
}
