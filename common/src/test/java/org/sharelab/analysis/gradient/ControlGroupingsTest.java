package org.sharelab.analysis.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sharelab.random.Seed;
import org.sharelab.sharing.Topology;

class ControlGroupingsTest {
  private static List<Integer> sizes(Topology topology) {
    return IntStream.range(0, topology.tensors())
        .mapToObj(group -> topology.positionsOf(group).size())
        .sorted()
        .toList();
  }

  @Test
  void balancesSizes() {
    for (int uses = 1; uses <= 12; uses++) {
      for (int groups = 1; groups <= uses; groups++) {
        List<Integer> sizes = sizes(ControlGroupings.balanced(uses, groups, Seed.of(uses)));
        assertThat(sizes).hasSize(groups);
        assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(uses);
        assertThat(sizes.get(groups - 1) - sizes.get(0)).isLessThanOrEqualTo(1);
      }
    }
  }

  @Test
  void dependsOnTheSeedAlone() {
    Topology once = ControlGroupings.balanced(12, 4, Seed.of(7));
    assertThat(ControlGroupings.balanced(12, 4, Seed.of(7))).isEqualTo(once);
    assertThat(ControlGroupings.balanced(12, 4, Seed.of(8))).isNotEqualTo(once);
  }

  /**
   * Four uses split 2 + 2 in three ways, {01|23}, {02|13}, {03|12}; 3,000 draws give each about
   * 1,000 times with standard deviation sqrt(3000 * 1/3 * 2/3) = 26, so 130 is five of them.
   */
  @Test
  void drawsEveryGroupingEquallyOften() {
    Map<Topology, Integer> counts = new HashMap<>();
    for (int seed = 0; seed < 3000; seed++) {
      counts.merge(ControlGroupings.balanced(4, 2, Seed.of(seed)), 1, Integer::sum);
    }
    assertThat(counts).hasSize(3);
    assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(870, 1130));
  }

  @Test
  void keepsTheSizesOfAnotherGrouping() {
    Topology learned = new Topology(List.of(0, 0, 0, 1, 2, 1));
    Topology random = ControlGroupings.withSizesOf(learned, Seed.of(1));
    assertThat(sizes(random)).containsExactly(1, 2, 3);
    assertThat(random).isNotEqualTo(learned);
  }

  @Test
  void groupsByShape() {
    List<Integer> small = List.of(4, 4, 3, 3);
    List<Integer> large = List.of(8, 8, 3, 3);
    assertThat(ControlGroupings.byShape(List.of(small, large, small, large, large)).assignment())
        .containsExactly(0, 1, 0, 1, 1);
  }

  @Test
  void rejectsImpossibleSizes() {
    assertThatThrownBy(() -> ControlGroupings.balanced(3, 4, Seed.of(0)))
        .hasMessage("Invalid number of groups: 4 (1 to 3 uses)");
    assertThatThrownBy(() -> ControlGroupings.withSizes(List.of(2, 0), Seed.of(0)))
        .hasMessage("Invalid group sizes: [2, 0] (at least one group, 1 use or more in each)");
  }
}
