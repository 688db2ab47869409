package org.sharelab.study.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sharelab.check.ValidationException;
import org.sharelab.random.Seed;
import org.sharelab.study.search.history.History;
import org.sharelab.study.search.space.Point;
import org.sharelab.study.search.space.SearchSpace;

class PointsSamplerTest implements SamplerContract {
  @Override
  public Sampler sampler(SearchSpace space, Seed seed) {
    List<Point> points = new ArrayList<>(space.grid());
    Collections.reverse(points);
    return FixedPoints.listed(points, space);
  }

  @Override
  public boolean isRandom() {
    return false;
  }

  @Override
  public boolean drawsFromContinuousSpaces() {
    return false;
  }

  @Test
  void proposesInTheGivenOrder() {
    Point first = new Point(Map.of("anything", List.of(1, 2)));
    Point second = new Point(Map.of("other", "x"));
    Sampler sampler = FixedPoints.listed(List.of(first, second), new SearchSpace(List.of()));
    assertThat(sampler.propose(1, History.empty()))
        .contains(new Proposal(second, "point 2 of the 2 listed"));
    assertThat(sampler.propose(2, History.empty())).isEmpty();
  }

  @Test
  void refusesRepetitionsAndPointsOutsideOfTheSpace() {
    Point point = new Point(Map.of("a", 1));
    assertThatThrownBy(() -> new FixedPoints("points", List.of(point, point)))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid study.sampler.points: {\"a\":1} occurs twice (different points)");
    assertThatThrownBy(() -> new FixedPoints("points", List.of()))
        .hasMessage("Invalid study.sampler.points: [] (at least one point)");
    assertThatThrownBy(() -> FixedPoints.listed(List.of(point), FINITE))
        .isInstanceOf(ValidationException.class)
        .hasMessageStartingWith("Invalid key: a (");
  }
}
