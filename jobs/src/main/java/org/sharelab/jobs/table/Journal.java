package org.sharelab.jobs.table;

import java.util.ArrayList;
import java.util.List;

/**
 * Trials that are committed but not yet in a Parquet file: one small file each.
 *
 * <p>A trial is committed from the moment its file is here and whole. Its name says trial, attempt
 * and the writer's epoch, so no file is written twice. The folder's name begins with an underscore,
 * which readers of Parquet folders skip.
 */
final class Journal {
  static final String FOLDER = "_sharelab/journal";

  private final Storage storage;

  /**
   * A committed trial and its file.
   *
   * @param file name in the folder
   */
  record Entry(String file, TrialRows trial) {}

  Journal(Storage storage) {
    this.storage = storage;
  }

  Entry append(TrialRows trial, Epoch epoch) {
    String file = "%s-%d-%s.json".formatted(trial.trialId(), trial.attempts(), epoch);
    storage.publish(FOLDER + "/" + file, Sealed.seal(trial.toJson()));
    return new Entry(file, trial);
  }

  /** The names of all files, in order. */
  List<String> files() {
    return storage.list(FOLDER);
  }

  /** All entries, in order of their names. A damaged one, which no trial depends on, is skipped. */
  List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    for (String file : files()) {
      Sealed.read(storage, FOLDER + "/" + file)
          .flatMap(TrialRows::parse)
          .ifPresent(trial -> entries.add(new Entry(file, trial)));
    }
    return entries;
  }

  void remove(String file) {
    storage.delete(FOLDER + "/" + file);
  }
}
