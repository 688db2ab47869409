package org.sharelab.jobs.study;

import java.io.Serializable;
import org.sharelab.result.TrialResult;
import org.sharelab.study.TrialSpec;

/** Turns a trial into its rows, on an executor; {@code Experiment::run} outside tests. */
@FunctionalInterface
public interface TrialFunction extends Serializable {

  /**
   * Runs a trial to its end, whatever that is.
   *
   * @param attempt 1 for the first execution
   * @param threads native threads that it may use
   * @throws org.sharelab.train.TrainingStopped only if the task was cancelled
   */
  TrialResult run(TrialSpec trial, int attempt, int threads);
}
