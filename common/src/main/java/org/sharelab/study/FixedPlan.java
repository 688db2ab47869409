package org.sharelab.study;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/** All trials of a list that have not ended, long ones first, each trained to its end. */
final class FixedPlan implements Agenda {
  private final List<TrialSpec> trials;
  private final Queue<TrialSpec> waiting;

  /**
   * A plan, or what is left of it.
   *
   * @param ended ids of trials that need not run
   */
  FixedPlan(List<TrialSpec> trials, Set<String> ended) {
    this.trials = List.copyOf(trials);
    // Long trials first, so that the study does not end with one of them alone.
    Comparator<TrialSpec> byCost = Comparator.comparingDouble(t -> TrialCost.of(t).macs());
    this.waiting =
        new ArrayDeque<>(
            trials.stream()
                .filter(trial -> !ended.contains(trial.id()))
                .sorted(byCost.reversed())
                .toList());
  }

  @Override
  public boolean hasNext(double elapsedSeconds) {
    return !waiting.isEmpty();
  }

  @Override
  public Assignment next() {
    TrialSpec trial = waiting.remove();
    return new Assignment(trial, trial.training().epochs());
  }

  /** Nothing follows from results. */
  @Override
  public void report(TrialReport report) {}

  @Override
  public List<Decided> takeDecisions() {
    return List.of();
  }

  @Override
  public List<Pruned> takePruned() {
    return List.of();
  }

  @Override
  public List<TrialSpec> trials() {
    return trials;
  }

  @Override
  public boolean isSettled() {
    return true;
  }

  @Override
  public Optional<String> best() {
    return Optional.empty();
  }
}
