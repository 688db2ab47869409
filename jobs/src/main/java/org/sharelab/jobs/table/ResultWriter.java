package org.sharelab.jobs.table;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sharelab.check.Checks;
import org.sharelab.result.ErrorCode;
import org.sharelab.result.Status;
import org.sharelab.result.Table;
import org.sharelab.result.Tables;
import org.sharelab.study.Study;

/**
 * The one writer of an output folder.
 *
 * <p>A trial is committed by one small file in the journal. Batches of committed trials are
 * published as Parquet files, and their journal entries removed. Whatever instant this process is
 * killed at, every committed trial is in the journal or in a batch; one that is in both, killed in
 * between, is dropped from the journal when the folder is opened again.
 *
 * <p>Not thread-safe.
 */
public final class ResultWriter implements AutoCloseable {
  private static final int BATCH_SIZE = 64;

  private final Storage storage;
  private final Journal journal;
  private final Batches batches;
  private final StoredCheckpoints checkpoints;
  private final Map<String, Committed> committed = new HashMap<>();
  private final Map<String, String> batchOf = new HashMap<>();
  private final List<TrialRows> unpublished = new ArrayList<>();

  /** A committed trial: how it ended, and after how many executions. */
  public record Committed(Status status, int attempts) {}

  private ResultWriter(Storage storage) {
    this.storage = storage;
    this.journal = new Journal(storage);
    this.batches = new Batches(storage);
    this.checkpoints = StoredCheckpoints.in(storage);
  }

  /**
   * Opens the output folder of a study, new or existing, and repairs what a killed writer left.
   *
   * @throws org.sharelab.check.ValidationException if it holds another study
   * @throws org.sharelab.check.EnvironmentException if it holds other files or cannot be written
   */
  public static ResultWriter open(Storage storage, Study study) {
    checkUsable(storage);
    StudyIdentity.of(study).claim(storage);
    ResultWriter writer = new ResultWriter(storage);
    writer.recover();
    return writer;
  }

  /** Refuses a folder with files that are nobody's results. */
  static void checkUsable(Storage storage) {
    Checks.environment(
        storage.isFolderOrAbsent(),
        "Cannot use %s as output: it is a file (a folder is needed)",
        storage.location());
    Optional<String> foreign =
        storage.list("").stream().filter(name -> !name.equals("_sharelab")).findFirst();
    Checks.environment(
        StudyIdentity.isPresent(storage) || AnalysisWriter.isPresent(storage) || foreign.isEmpty(),
        "Cannot use %s as output: it holds other files, such as %s (a new or empty folder is needed)",
        storage.location(),
        foreign.orElse(""));
  }

  private void recover() {
    storage.delete(HadoopStorage.TEMPORARY);
    batches.removeUnfinished();
    int id = TrialRows.position(Tables.TRIALS, "trial_id");
    int status = TrialRows.position(Tables.TRIALS, "status");
    int attempts = TrialRows.position(Tables.TRIALS, "attempts");
    for (String batch : batches.names()) {
      for (List<Object> row : batches.rows(Tables.TRIALS, batch)) {
        String trial = (String) row.get(id);
        batchOf.put(trial, batch);
        committed.put(
            trial, new Committed(Status.of((String) row.get(status)), (Integer) row.get(attempts)));
      }
    }
    for (TrialRows entry : journal.entries()) {
      Committed known = committed.get(entry.trialId());
      if (known != null && known.attempts() >= entry.attempts()) {
        journal.remove(entry);
      } else {
        register(entry);
      }
    }
    checkpoints.trials().stream().filter(this::isFinished).forEach(checkpoints::discard);
  }

  /** A failed one may have been lost, and then goes on from its checkpoint if it is retried. */
  private boolean isFinished(String trialId) {
    Committed known = committed.get(trialId);
    return known != null && known.status() != Status.FAILED;
  }

  /** Every committed trial, by id. */
  public Map<String, Committed> committed() {
    return Map.copyOf(committed);
  }

  /** What is committed of a trial; null if nothing is. */
  public Committed committed(String trialId) {
    return committed.get(trialId);
  }

  /**
   * Commits a trial; it is there for readers, and for good, when this returns. One that was
   * committed before is replaced if this is a later attempt. Its checkpoints go, unless it was lost
   * and may yet go on from them.
   */
  public void commit(TrialRows trial) {
    journal.append(trial);
    if (!ErrorCode.LOST_EXECUTOR.name().equals(trial.trial("error_code"))) {
      checkpoints.discard(trial.trialId());
    }
    register(trial);
    if (unpublished.size() >= BATCH_SIZE) {
      publish();
    }
  }

  private void register(TrialRows trial) {
    committed.put(trial.trialId(), new Committed(trial.status(), trial.attempts()));
    unpublished.add(trial);
  }

  /** Moves what is in the journal to Parquet files. */
  public void publish() {
    Map<String, List<TrialRows>> byBatch =
        unpublished.stream()
            .collect(
                Collectors.groupingBy(
                    trial -> batchOf.getOrDefault(trial.trialId(), ""),
                    LinkedHashMap::new,
                    Collectors.toList()));
    byBatch.forEach(
        (batch, trials) -> {
          String name = batch.isEmpty() ? newBatch(trials) : batch;
          batches.write(name, merged(name, trials));
          trials.forEach(trial -> batchOf.put(trial.trialId(), name));
        });
    unpublished.forEach(journal::remove);
    unpublished.clear();
  }

  private String newBatch(Collection<TrialRows> trials) {
    String first = trials.iterator().next().trialId();
    return "part-%05d-%s".formatted(batches.names().size(), first);
  }

  /** The rows of a batch with those of these trials added or replaced. */
  private Map<String, List<List<Object>>> merged(String batch, List<TrialRows> trials) {
    Set<String> replaced = trials.stream().map(TrialRows::trialId).collect(Collectors.toSet());
    Map<String, List<List<Object>>> result = new LinkedHashMap<>();
    for (Table<?> table : Tables.ALL) {
      int id = TrialRows.position(table, "trial_id");
      List<List<Object>> rows = new ArrayList<>(batches.rows(table, batch));
      rows.removeIf(row -> replaced.contains(row.get(id)));
      trials.forEach(trial -> rows.addAll(trial.of(table)));
      result.put(table.name(), rows);
    }
    return result;
  }

  /** Publishes what is left. */
  @Override
  public void close() {
    publish();
  }
}
