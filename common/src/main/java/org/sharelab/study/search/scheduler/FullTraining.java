package org.sharelab.study.search.scheduler;

import java.util.List;
import org.sharelab.check.Checks;
import org.sharelab.study.search.history.History;
import org.sharelab.study.search.history.TrialState;
import org.sharelab.study.search.space.Point;

/**
 * Trains every point to its end.
 *
 * @param epochs of a point that does not vary {@code training.epochs}
 */
public record FullTraining(int epochs) implements Scheduler {
  static final String EPOCHS_KEY = "training.epochs";

  public FullTraining {
    Checks.valid(epochs >= 1, "Invalid epochs: %d (a whole number >= 1)", epochs);
  }

  @Override
  public String rule() {
    return "none";
  }

  @Override
  public int lastEpoch(Point point) {
    return point.get(EPOCHS_KEY) instanceof Number number ? number.intValue() : epochs;
  }

  @Override
  public int milestoneAfter(int epoch, Point point) {
    return lastEpoch(point);
  }

  /** Only a search that was made with other milestones has paused points; they go on. */
  @Override
  public List<Verdict> review(History history) {
    return history.points().stream()
        .filter(point -> point.state() == TrialState.PAUSED)
        .map(
            point ->
                new Verdict(
                    point.index(),
                    Verdict.Action.CONTINUE,
                    lastEpoch(point.point()),
                    "every point is trained to its end"))
        .toList();
  }
}
