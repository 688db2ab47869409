package org.sharelab.study.search.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ParetoTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  @Test
  void dominatesByBeingNowhereLargerAndSomewhereSmaller() {
    assertThat(Pareto.dominates(new double[] {1, 2}, new double[] {1, 3})).isTrue();
    assertThat(Pareto.dominates(new double[] {1, 2}, new double[] {1, 2})).isFalse();
    assertThat(Pareto.dominates(new double[] {1, 2}, new double[] {0, 3})).isFalse();
    assertThat(Pareto.dominates(new double[] {1, 2}, new double[] {1, INFINITY})).isTrue();
  }

  @Test
  void peelsFronts() {
    // (1,4) (2,2) (4,1) bound the set from below left; (3,3) is behind (2,2); (5,5) behind (3,3).
    List<double[]> losses =
        List.of(
            new double[] {5, 5},
            new double[] {2, 2},
            new double[] {1, 4},
            new double[] {3, 3},
            new double[] {4, 1},
            new double[] {2, 2});
    assertThat(Pareto.fronts(losses)).containsExactly(2, 0, 0, 1, 0, 0);
    assertThat(Pareto.fronts(List.of())).isEmpty();
  }

  @Test
  void measuresCrowdingByTheGapsOfNeighbours() {
    List<double[]> front =
        List.of(
            new double[] {0, 10}, new double[] {1, 6}, new double[] {2, 5}, new double[] {10, 0});
    double[] crowding = Pareto.crowding(front);
    assertThat(crowding[0]).isInfinite();
    assertThat(crowding[3]).isInfinite();
    // Second: (2 - 0) / 10 + (10 - 5) / 10; third: (10 - 1) / 10 + (6 - 0) / 10.
    assertThat(crowding[1]).isCloseTo(0.7, within(1e-12));
    assertThat(crowding[2]).isCloseTo(1.5, within(1e-12));
    assertThat(Pareto.crowding(List.of())).isEmpty();
    assertThat(Pareto.crowding(List.of(new double[] {1, 1}))).containsExactly(INFINITY);
  }
}
