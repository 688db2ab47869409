package org.sharelab.jobs.study;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.sharelab.jobs.table.TrialRows;
import org.sharelab.result.Status;
import org.sharelab.study.Study;
import org.sharelab.study.TrialCost;
import org.sharelab.study.TrialSpec;

/**
 * How far a study is: what its progress line and its metrics show. Written by the study's thread,
 * read by any.
 */
public final class StudyTally {
  private final Map<Status, Integer> ended = new EnumMap<>(Status.class);
  private boolean open;
  private int planned;
  private int thereBefore;
  private int running;
  private double costDone;
  private double costLeft;
  private double trainSeconds;
  private double images;
  private int trained;
  private double bestAccuracy = Double.NaN;

  synchronized void start(Study study, List<TrialSpec> missing) {
    open = study.isSearch();
    if (open) {
      return;
    }
    planned = study.trials().size();
    thereBefore = planned - missing.size();
    costLeft = missing.stream().map(TrialCost::of).mapToDouble(TrialCost::macs).sum();
  }

  synchronized void finished(TrialSpec trial, TrialRows rows) {
    double cost = TrialCost.of(trial).macs();
    costLeft -= cost;
    costDone += cost;
    ended.merge(rows.status(), 1, Integer::sum);
    if (rows.trial("train_seconds") instanceof Double seconds && seconds > 0) {
      trained++;
      trainSeconds += seconds;
      images += rows.trial("images_per_second") instanceof Double rate ? rate * seconds : 0;
    }
    if (rows.status() == Status.COMPLETED
        && rows.trial("test_accuracy") instanceof Double accuracy) {
      bestAccuracy = Double.isNaN(bestAccuracy) ? accuracy : Math.max(bestAccuracy, accuracy);
    }
  }

  synchronized void running(int trials) {
    running = trials;
  }

  /** Whether the number of trials is open, since the results of a search decide it. */
  synchronized boolean isOpen() {
    return open;
  }

  /** Trials of the plan; 0 of a search. */
  synchronized int planned() {
    return planned;
  }

  /** Trials with a row, from before or from this run, whatever became of them. */
  synchronized int done() {
    return thereBefore + ended.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Trials of this run that ended so. */
  synchronized int ended(Status status) {
    return ended.getOrDefault(status, 0);
  }

  /** Trials that are being trained now. */
  synchronized int running() {
    return running;
  }

  /** The highest test accuracy of this run; NaN before there is one. */
  synchronized double bestAccuracy() {
    return bestAccuracy;
  }

  /** Mean training time of the trials of this run; NaN before there is one. */
  synchronized double secondsPerTrial() {
    return trained == 0 ? Double.NaN : trainSeconds / trained;
  }

  /** Training images per second of one trial, over this run; NaN before there is one. */
  synchronized double imagesPerSecond() {
    return trained == 0 ? Double.NaN : images / trainSeconds;
  }

  /**
   * What is left in relation to what this run did, by multiply-adds; NaN if nothing was done, 0 at
   * the end.
   */
  synchronized double leftOverDone() {
    return costDone > 0 ? Math.max(0, costLeft) / costDone : Double.NaN;
  }
}
