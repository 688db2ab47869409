package org.sharelab.study.search.scheduler;

import java.io.Serializable;
import java.util.List;
import org.sharelab.study.search.history.History;
import org.sharelab.study.search.space.Point;

/**
 * Decides at milestones which points train on.
 *
 * <p>All replicates of a point train to its next milestone as short tasks, write a checkpoint and
 * pause; then the point is judged by the mean of its replicates. A scheduler has no state: verdicts
 * are a function of the set of results.
 */
public interface Scheduler extends Serializable {

  /** The name in the experiment file. */
  String rule();

  /** Epochs of a point that is trained to the end. */
  int lastEpoch(Point point);

  /**
   * The epoch that a point which has finished {@code epoch} epochs (0 at the start) trains to next;
   * its last epoch if no milestone comes before.
   */
  int milestoneAfter(int epoch, Point point);

  /**
   * Verdicts on paused points, the most urgent first. A paused point without one waits.
   *
   * <p>Once the history is closed and nothing runs, every paused point gets a verdict, so that a
   * search always ends.
   */
  List<Verdict> review(History history);
}
