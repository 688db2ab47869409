package org.sharelab.jobs.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.sharelab.result.DecisionRow;
import org.sharelab.result.Tables;
import org.sharelab.study.search.Decision;
import org.sharelab.study.search.space.Point;

/**
 * What a search keeps in its output folder besides its trials: its decisions, and the trials that
 * wait at milestones. With the committed trials this is all of its state.
 *
 * <p>Not thread-safe.
 */
public final class SearchStore {
  private final Lease lease;
  private final DecisionJournal journal;
  private final PausedTrials paused;
  private final Map<Integer, Decision> decisions = new TreeMap<>();
  private final List<DecisionJournal.Entry> unpublished = new ArrayList<>();
  private double elapsedSeconds;

  /**
   * @param published rows of {@code decisions} that are in Parquet files
   */
  SearchStore(Storage storage, Lease lease, List<List<Object>> published) {
    this.lease = lease;
    this.journal = new DecisionJournal(storage);
    this.paused = new PausedTrials(storage);
    published.forEach(this::register);
    int next = decisions.size();
    for (DecisionJournal.Entry entry : journal.entries()) {
      if (entry.first() < next) {
        journal.remove(entry);
      } else {
        entry.rows().forEach(this::register);
        unpublished.add(entry);
      }
    }
  }

  private void register(List<Object> row) {
    Decision decision = decision(row);
    decisions.put(decision.sequence(), decision);
    if (value(row, "elapsed_seconds") instanceof Double seconds) {
      elapsedSeconds = Math.max(elapsedSeconds, seconds);
    }
  }

  private static Object value(List<Object> row, String column) {
    return row.get(TrialRows.position(Tables.DECISIONS, column));
  }

  private static Decision decision(List<Object> row) {
    String settings = (String) value(row, "settings");
    return new Decision(
        (Integer) value(row, "sequence"),
        Decision.Kind.valueOf(((String) value(row, "kind")).toUpperCase(Locale.ROOT)),
        (String) value(row, "rule"),
        (Integer) value(row, "point"),
        settings == null ? null : Point.parse(settings),
        (Integer) value(row, "epoch"),
        (String) value(row, "reason"));
  }

  /** Every stored decision, in order. */
  public List<Decision> decisions() {
    return List.copyOf(decisions.values());
  }

  /** Wall-clock seconds that the search had run when it last decided anything. */
  public double elapsedSeconds() {
    return elapsedSeconds;
  }

  /**
   * Stores decisions; they are there for readers, and for good, when this returns.
   *
   * @throws org.sharelab.check.EnvironmentException if another process has taken over
   */
  public void append(List<DecisionRow> rows) {
    if (rows.isEmpty()) {
      return;
    }
    lease.check();
    List<List<Object>> values = rows.stream().map(Tables.DECISIONS::values).toList();
    int first = rows.get(0).decision().sequence();
    unpublished.add(journal.append(first, values, lease.epoch()));
    values.forEach(this::register);
  }

  /** Stores a trial that waits at a milestone: the rows it would have if it ended there. */
  public void pause(TrialRows trial) {
    paused.put(trial, lease.epoch());
  }

  /** Every trial that waits, by id. */
  public Map<String, TrialRows> paused() {
    return paused.all();
  }

  /** Forgets that a trial waits. */
  void ended(String trialId) {
    paused.remove(trialId);
  }

  /** Rows that are not in Parquet files yet, for the next batch. */
  List<List<Object>> unpublished() {
    return unpublished.stream().flatMap(entry -> entry.rows().stream()).toList();
  }

  /** To be called when they are. */
  void published() {
    unpublished.forEach(journal::remove);
    unpublished.clear();
  }
}
