package org.sharelab.study.search.history;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import org.sharelab.check.Checks;

/**
 * The points proposed so far.
 *
 * @param points in order of index, whatever order they are given in
 * @param isClosed whether no further point will be proposed
 */
public record History(List<PointRecord> points, boolean isClosed) implements Serializable {
  private static final History EMPTY = new History(List.of(), false);

  public History {
    points = points.stream().sorted(Comparator.comparingInt(PointRecord::index)).toList();
    Checks.valid(
        points.stream().map(PointRecord::index).distinct().count() == points.size(),
        "Invalid history: a point occurs twice (each index once)");
  }

  public static History empty() {
    return EMPTY;
  }

  public static History of(List<PointRecord> points) {
    return new History(points, false);
  }

  /** The points with an index below a number. */
  public List<PointRecord> below(int index) {
    return points.stream().filter(point -> point.index() < index).toList();
  }

  /** How many of the points 0, 1, 2 ... have reported before the first that has not. */
  public int reportedWithoutGap() {
    int next = 0;
    for (PointRecord point : points) {
      if (point.index() != next || !point.hasReported()) {
        break;
      }
      next++;
    }
    return next;
  }
}
