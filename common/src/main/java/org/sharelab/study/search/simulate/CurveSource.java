package org.sharelab.study.search.simulate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sharelab.study.search.space.Point;

/** Learning curves by point and replicate. */
@FunctionalInterface
public interface CurveSource {

  /** The curve of a trial; empty if none is known. */
  Optional<LearningCurve> curve(Point point, int replicate);

  /**
   * Curves that were stored, replicate 0 first. A trial that was not stored counts as failed, so
   * the space of a replayed search should list stored values, or its points be listed.
   */
  static CurveSource stored(Map<Point, List<LearningCurve>> curves) {
    Map<Point, List<LearningCurve>> copy = Map.copyOf(curves);
    return (point, replicate) -> {
      List<LearningCurve> replicates = copy.getOrDefault(point, List.of());
      return replicate < replicates.size()
          ? Optional.of(replicates.get(replicate))
          : Optional.empty();
    };
  }
}
