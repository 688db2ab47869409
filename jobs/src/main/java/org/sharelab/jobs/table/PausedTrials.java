package org.sharelab.jobs.table;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Trials of a search that wait at a milestone: what they measured so far, in a file each, so that
 * the search goes on from there. Readers of the tables do not see them.
 */
final class PausedTrials {
  private static final String FOLDER = "_sharelab/paused";

  private final Storage storage;
  private final Map<String, TrialRows> trials = new LinkedHashMap<>();
  private final Map<String, String> files = new HashMap<>();

  PausedTrials(Storage storage) {
    this.storage = storage;
    for (String file : storage.list(FOLDER)) {
      Sealed.read(storage, FOLDER + "/" + file)
          .flatMap(TrialRows::parse)
          .ifPresent(trial -> register(trial, file));
    }
  }

  /** Keeps what got furthest, and removes the other file of the trial. */
  private void register(TrialRows trial, String file) {
    TrialRows other = trials.get(trial.trialId());
    if (other != null && epochs(other) > epochs(trial)) {
      storage.delete(FOLDER + "/" + file);
      return;
    }
    trials.put(trial.trialId(), trial);
    String before = files.put(trial.trialId(), file);
    if (before != null && !before.equals(file)) {
      storage.delete(FOLDER + "/" + before);
    }
  }

  private static int epochs(TrialRows trial) {
    return trial.trial("epochs") instanceof Integer finished ? finished : 0;
  }

  /** Stores a trial where it stands. */
  void put(TrialRows trial, Epoch epoch) {
    String file =
        "%s-%07d-%d-%s.json".formatted(trial.trialId(), epochs(trial), trial.attempts(), epoch);
    storage.publish(FOLDER + "/" + file, Sealed.seal(trial.toJson()));
    register(trial, file);
  }

  /** Every trial that waits, by id. */
  Map<String, TrialRows> all() {
    return Map.copyOf(trials);
  }

  /** Forgets a trial that has ended. */
  void remove(String trialId) {
    trials.remove(trialId);
    String file = files.remove(trialId);
    if (file != null) {
      storage.delete(FOLDER + "/" + file);
    }
  }
}
