package org.sharelab.study.search;

import java.util.Optional;
import org.sharelab.study.search.space.Point;

/** Whether a point of the space is an experiment that can be run. */
@FunctionalInterface
public interface PointCheck {
  /** Every point is. */
  PointCheck NONE = (index, point) -> Optional.empty();

  /**
   * Why a proposed point cannot be run, in one sentence; empty if it can, and then it will be.
   *
   * @param index its number
   */
  Optional<String> problem(int index, Point point);
}
