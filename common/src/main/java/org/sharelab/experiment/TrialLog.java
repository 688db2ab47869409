package org.sharelab.experiment;

import java.util.List;

/** What was logged lately by the thread that runs a trial. */
@FunctionalInterface
public interface TrialLog {

  /** The last lines since the trial began here, oldest first; a few dozen at most. */
  List<String> tail();

  /** Keeps nothing. */
  static TrialLog none() {
    return List::of;
  }
}
