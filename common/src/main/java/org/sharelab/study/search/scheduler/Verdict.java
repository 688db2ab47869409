package org.sharelab.study.search.scheduler;

import java.io.Serializable;
import org.sharelab.check.Checks;

/**
 * What becomes of a paused point.
 *
 * @param point its index
 * @param epoch where it goes on to; where it stands if it stops
 * @param reason one sentence with the numbers
 */
public record Verdict(int point, Action action, int epoch, String reason) implements Serializable {

  /** What to do. */
  public enum Action {
    CONTINUE,
    STOP
  }

  public Verdict {
    Checks.valid(!reason.isBlank(), "Invalid reason: blank (one sentence)");
  }

  /** The point stops after all, for another reason. */
  public Verdict because(String otherReason) {
    return new Verdict(point, Action.STOP, epoch, otherReason);
  }
}
