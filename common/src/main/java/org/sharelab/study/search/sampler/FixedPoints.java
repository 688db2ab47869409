package org.sharelab.study.search.sampler;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.sharelab.check.Checks;
import org.sharelab.study.search.history.History;
import org.sharelab.study.search.space.Point;
import org.sharelab.study.search.space.SearchSpace;

/**
 * A finite list of points, in order: every point of a grid, or points that the user lists.
 *
 * @param rule name in the experiment file: {@code grid} or {@code points}
 */
public record FixedPoints(String rule, List<Point> points) implements Sampler {
  public FixedPoints {
    points = List.copyOf(points);
    Checks.valid(!points.isEmpty(), "Invalid study.sampler.points: [] (at least one point)");
    Set<Point> seen = new HashSet<>();
    for (Point point : points) {
      Checks.valid(
          seen.add(point),
          "Invalid study.sampler.points: %s occurs twice (different points)",
          point);
    }
  }

  /** Every point of a finite space, the first dimension slowest. */
  public static FixedPoints grid(SearchSpace space) {
    return new FixedPoints("grid", space.grid());
  }

  /**
   * Listed points.
   *
   * @param space what they must lie in; without dimensions, anything goes
   */
  public static FixedPoints listed(List<Point> points, SearchSpace space) {
    if (!space.dimensions().isEmpty()) {
      points.forEach(space::check);
    }
    return new FixedPoints("points", points);
  }

  @Override
  public OptionalInt size() {
    return OptionalInt.of(points.size());
  }

  @Override
  public Optional<Proposal> propose(int index, History history) {
    if (index >= points.size()) {
      return Optional.empty();
    }
    String reason =
        "point %d of the %d %s"
            .formatted(index + 1, points.size(), rule.equals("grid") ? "of the grid" : "listed");
    return Optional.of(new Proposal(points.get(index), reason));
  }
}
