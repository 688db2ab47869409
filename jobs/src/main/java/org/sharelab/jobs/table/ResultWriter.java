package org.sharelab.jobs.table;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.sharelab.check.Checks;
import org.sharelab.result.ErrorCode;
import org.sharelab.result.Status;
import org.sharelab.result.Table;
import org.sharelab.result.Tables;
import org.sharelab.study.Study;

/**
 * The one writer of the tables of a study.
 *
 * <p>A trial is committed by one small file in the journal. Batches of committed trials are
 * published as Parquet files, and their journal entries removed. Whatever instant this process is
 * killed at, every committed trial is in the journal or in a batch; one that is in both, killed in
 * between, is dropped from the journal when the folder is opened again. {@link Publisher} says why
 * that holds, too, for a process that was taken for dead and goes on beside its successor.
 *
 * <p>Not thread-safe.
 */
public final class ResultWriter implements AutoCloseable {
  /** Names the tables of a study among those that have a writer of their own. */
  static final String SCOPE = "study";

  private static final int BATCH_SIZE = 64;

  private final Journal journal;
  private final Publisher publisher;
  private final StoredCheckpoints checkpoints;
  private final Map<String, Committed> committed = new HashMap<>();
  private final Map<String, Manifest.Batch> batchOf = new HashMap<>();
  private final Map<String, TrialRows> unpublished = new LinkedHashMap<>();
  private final List<String> journalled = new ArrayList<>();
  private final SearchStore search;
  private final boolean keepsLast;

  /** A committed trial: how it ended, and after how many executions. */
  public record Committed(Status status, int attempts) {}

  private ResultWriter(Storage storage, Publisher publisher, boolean keepsLast) {
    this.journal = new Journal(storage);
    this.publisher = publisher;
    this.keepsLast = keepsLast;
    this.checkpoints = StoredCheckpoints.in(storage);
    this.search = new SearchStore(storage, publisher.lease(), published(Tables.DECISIONS));
  }

  /**
   * Opens the output folder of a study, new or existing, and repairs what a killed writer left.
   *
   * @throws org.sharelab.check.ValidationException if it holds another study
   * @throws org.sharelab.check.EnvironmentException if it holds other files, cannot be written, or
   *     another process is at work there
   */
  public static ResultWriter open(Storage storage, Study study) {
    return open(storage, study, DriverProcess.current(), notice -> {});
  }

  /**
   * Opens the output folder of a study, as {@link #open(Storage, Study)} does.
   *
   * @param process that writes
   * @param notice told in one line why this takes long, if it does
   */
  public static ResultWriter open(
      Storage storage, Study study, DriverProcess process, Consumer<String> notice) {
    checkUsable(storage);
    StudyIdentity identity = StudyIdentity.of(study);
    identity.check(storage);
    Publisher publisher = Publisher.open(storage, SCOPE, Tables.STUDY, process, notice);
    try {
      identity.claim(storage);
      ResultWriter writer =
          new ResultWriter(storage, publisher, study.spec().checkpoint().keepsLast());
      writer.recover();
      return writer;
    } catch (RuntimeException problem) {
      publisher.lease().abandon();
      throw problem;
    }
  }

  /** Whether a folder is some study's already. */
  public static boolean holdsStudy(Storage storage) {
    return StudyIdentity.isPresent(storage);
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
    publisher.manifest().batches().forEach(this::registerPublished);
    for (Journal.Entry entry : journal.entries()) {
      Committed known = committed.get(entry.trial().trialId());
      if (known != null && known.attempts() >= entry.trial().attempts()) {
        journal.remove(entry.file());
      } else {
        register(entry);
      }
    }
    checkpoints.trials().stream().filter(this::isOverWith).forEach(checkpoints::discard);
  }

  /** A failed one may have been lost, and then goes on from its checkpoint if it is retried. */
  private boolean isOverWith(String trialId) {
    Committed known = committed.get(trialId);
    return known != null && known.status() != Status.FAILED && !isKept(known.status());
  }

  private boolean isKept(Status status) {
    return keepsLast && status == Status.COMPLETED;
  }

  private void registerPublished(Manifest.Batch batch) {
    int id = TrialRows.position(Tables.TRIALS, "trial_id");
    int status = TrialRows.position(Tables.TRIALS, "status");
    int attempts = TrialRows.position(Tables.TRIALS, "attempts");
    for (List<Object> row : publisher.rows(Tables.TRIALS, batch)) {
      String trial = (String) row.get(id);
      batchOf.put(trial, batch);
      committed.put(
          trial, new Committed(Status.of((String) row.get(status)), (Integer) row.get(attempts)));
    }
  }

  private List<List<Object>> published(Table<?> table) {
    return publisher.manifest().batches().stream()
        .flatMap(batch -> publisher.rows(table, batch).stream())
        .toList();
  }

  /** Every committed trial with all its rows; reads the published ones anew. */
  public List<TrialRows> trials() {
    return TrialRows.all(this::published, unpublished.values());
  }

  /** What a search keeps here besides its trials. */
  public SearchStore search() {
    return search;
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
   * and may yet go on from them, or completed and the study keeps them.
   */
  public void commit(TrialRows trial) {
    Journal.Entry entry = journal.append(trial, publisher.lease().epoch());
    boolean lost = ErrorCode.LOST_EXECUTOR.name().equals(trial.trial("error_code"));
    if (!lost && !isKept(trial.status())) {
      checkpoints.discard(trial.trialId());
    }
    register(entry);
    search.ended(trial.trialId());
    if (unpublished.size() >= BATCH_SIZE) {
      publish();
    }
  }

  /**
   * Commits a trial that waits at a milestone as pruned there.
   *
   * @param reason one line
   */
  public TrialRows prune(String trialId, String reason) {
    TrialRows trial = search.paused().get(trialId).because(reason);
    commit(trial);
    return trial;
  }

  private void register(Journal.Entry entry) {
    TrialRows trial = entry.trial();
    committed.put(trial.trialId(), new Committed(trial.status(), trial.attempts()));
    unpublished.put(trial.trialId(), trial);
    journalled.add(entry.file());
  }

  /**
   * Moves what is in the journal to Parquet files.
   *
   * @throws org.sharelab.check.EnvironmentException if another process has taken over
   */
  public void publish() {
    publisher.lease().check();
    List<List<Object>> decisions = search.unpublished();
    if (unpublished.isEmpty() && decisions.isEmpty()) {
      return;
    }
    Map<Optional<Manifest.Batch>, List<TrialRows>> byBatch =
        unpublished.values().stream()
            .collect(
                Collectors.groupingBy(
                    trial -> Optional.ofNullable(batchOf.get(trial.trialId())),
                    LinkedHashMap::new,
                    Collectors.toList()));
    List<Map<String, List<List<Object>>>> rows = new ArrayList<>();
    byBatch.forEach((batch, trials) -> rows.add(merged(batch, trials)));
    if (!decisions.isEmpty()) { // in a batch of their own, since those of trials are replaced
      rows.add(Map.of(Tables.DECISIONS.name(), decisions));
    }
    Set<String> replaced =
        byBatch.keySet().stream()
            .flatMap(Optional::stream)
            .map(Manifest.Batch::name)
            .collect(Collectors.toSet());
    publisher.publish(replaced, rows).forEach(this::registerPublished);
    search.published();
    journalled.forEach(journal::remove);
    journalled.clear();
    unpublished.clear();
  }

  /** The rows of a batch, if there is one yet, with those of these trials added or replaced. */
  private Map<String, List<List<Object>>> merged(
      Optional<Manifest.Batch> batch, Collection<TrialRows> trials) {
    Set<String> replaced = trials.stream().map(TrialRows::trialId).collect(Collectors.toSet());
    Map<String, List<List<Object>>> result = new LinkedHashMap<>();
    for (Table<?> table : Tables.ALL) {
      int id = TrialRows.position(table, "trial_id");
      List<List<Object>> rows = new ArrayList<>();
      batch.ifPresent(present -> rows.addAll(publisher.rows(table, present)));
      rows.removeIf(row -> replaced.contains(row.get(id)));
      trials.forEach(trial -> rows.addAll(trial.of(table)));
      result.put(table.name(), rows);
    }
    return result;
  }

  /** How many trials are not committed and have saved how far they have come. */
  public int halfway() {
    return (int) checkpoints.trials().stream().filter(id -> !committed.containsKey(id)).count();
  }

  /** What others are told about this run from now on, every few seconds, as JSON values. */
  public void report(Supplier<Map<String, Object>> progress) {
    publisher.lease().report(progress);
  }

  /** Whether another process has taken over, so that there is nothing left to do here. */
  public boolean isLost() {
    return publisher.lease().isLost();
  }

  /** Publishes what is left, and lets others write. */
  @Override
  public void close() {
    try {
      if (!isLost()) {
        publish();
      }
    } finally {
      publisher.close();
    }
  }
}
