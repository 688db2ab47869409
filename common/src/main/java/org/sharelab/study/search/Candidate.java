package org.sharelab.study.search;

import java.util.ArrayList;
import java.util.List;
import org.sharelab.study.search.history.PointRecord;
import org.sharelab.study.search.history.TrialRecord;
import org.sharelab.study.search.history.TrialState;
import org.sharelab.study.search.space.Point;

/** A proposed point of a running search: its trials, and the epoch they may train to. */
final class Candidate {
  private final int index;
  private final Point settings;
  private final List<TrialRecord> trials = new ArrayList<>();
  private int target;
  private PointRecord record;

  Candidate(int index, Point settings, int replicates, int target) {
    this.index = index;
    this.settings = settings;
    this.target = target;
    for (int replicate = 0; replicate < replicates; replicate++) {
      trials.add(TrialRecord.waiting(index, replicate));
    }
  }

  /** A point without trials. */
  static Candidate rejected(int index, Point settings) {
    return new Candidate(index, settings, 0, 0);
  }

  boolean isRejected() {
    return trials.isEmpty();
  }

  Point settings() {
    return settings;
  }

  int target() {
    return target;
  }

  TrialRecord trial(int replicate) {
    return trials.get(replicate);
  }

  /** All replicates together. */
  PointRecord record() {
    if (record == null) {
      record =
          isRejected()
              ? PointRecord.rejected(index, settings)
              : PointRecord.of(index, settings, trials);
    }
    return record;
  }

  void replace(TrialRecord trial) {
    trials.set(trial.replicate(), trial);
    record = null;
  }

  /** Lets the paused trials train on. */
  void advance(int newTarget) {
    target = newTarget;
    changePaused(TrialState.RUNNING);
  }

  /** Ends the paused trials where they stand. */
  void prune() {
    changePaused(TrialState.PRUNED);
  }

  private void changePaused(TrialState state) {
    for (TrialRecord trial : List.copyOf(trials)) {
      if (trial.state() == TrialState.PAUSED) {
        replace(trial.in(state));
      }
    }
  }

  /** What the running trials have to do. */
  List<SearchTask> tasks() {
    return trials.stream()
        .filter(trial -> trial.state() == TrialState.RUNNING)
        .map(t -> new SearchTask(index, settings, t.replicate(), t.epochs(), target))
        .toList();
  }

  List<TrialRecord> trials() {
    return List.copyOf(trials);
  }

  /** Trials that could still train. */
  long open() {
    return trials.stream().filter(trial -> !trial.state().hasEnded()).count();
  }

  /** Epochs trained, or set aside for those that run. */
  long epochs() {
    return trials.stream().mapToLong(this::epochs).sum();
  }

  private int epochs(TrialRecord trial) {
    return trial.state() == TrialState.RUNNING ? target : trial.epochs();
  }

  long failures() {
    return trials.stream().filter(trial -> trial.state() == TrialState.FAILED).count();
  }
}
