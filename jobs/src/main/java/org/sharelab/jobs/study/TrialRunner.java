package org.sharelab.jobs.study;

import java.util.concurrent.CompletableFuture;
import org.sharelab.jobs.table.TrialRows;
import org.sharelab.study.Agenda.Assignment;

/** Runs trials somewhere. Those submitted first start first. */
interface TrialRunner {

  /**
   * Starts a trial, now or as soon as there is room.
   *
   * @param assignment the trial, and how far to train it; rows of a trial that pauses there have
   *     the status pruned, as if that were its end
   * @param attempt 1 for the first execution
   * @return its rows; fails only if the trial could not be run to any end
   */
  CompletableFuture<TrialRows> submit(Assignment assignment, int attempt);

  /** How many trials to have submitted at once, so that no place to run one stays empty. */
  int window();

  /** How many trials can train at once, as far as is known by now. */
  int slots();

  /**
   * Gives up all trials that are under way. Returns when they have saved how far they have come, or
   * had their time for that.
   */
  void cancel();
}
