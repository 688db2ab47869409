package org.sharelab.jobs.study;

import java.io.Serializable;
import org.sharelab.experiment.TrialContext;
import org.sharelab.experiment.TrialOutcome;
import org.sharelab.study.TrialSpec;

/** Runs a trial, on an executor; {@code Experiment::run} outside tests. */
@FunctionalInterface
public interface TrialFunction extends Serializable {

  /** Runs a trial to its end, whatever that is, or to where it pauses. */
  TrialOutcome run(TrialSpec trial, TrialContext context);
}
