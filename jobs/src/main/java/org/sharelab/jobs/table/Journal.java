package org.sharelab.jobs.table;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.sharelab.check.EnvironmentException;

/**
 * Trials that are committed but not yet in a Parquet file: one small file each.
 *
 * <p>A trial is committed from the moment its file is here. The folder's name begins with an
 * underscore, which readers of Parquet folders skip.
 */
final class Journal {
  private static final String FOLDER = "_sharelab/journal";

  private final Storage storage;

  Journal(Storage storage) {
    this.storage = storage;
  }

  void append(TrialRows trial) {
    storage.publish(file(trial), trial.toJson().getBytes(StandardCharsets.UTF_8));
  }

  /** All entries, in order of their names. A damaged one, which no trial depends on, is skipped. */
  List<TrialRows> entries() {
    return storage.list(FOLDER).stream().map(this::read).flatMap(Optional::stream).toList();
  }

  private Optional<TrialRows> read(String name) {
    String path = FOLDER + "/" + name;
    try {
      return TrialRows.parse(storage.read(path));
    } catch (EnvironmentException problem) {
      if (storage.exists(path)) {
        throw problem;
      }
      return Optional.empty(); // published and removed since the folder was listed
    }
  }

  void remove(TrialRows trial) {
    storage.delete(file(trial));
  }

  private static String file(TrialRows trial) {
    return "%s/%s-%d.json".formatted(FOLDER, trial.trialId(), trial.attempts());
  }
}
