package org.sharelab.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sharelab.check.ValidationException;
import org.sharelab.random.Seed;
import org.sharelab.sharing.SharingRule.Distribution;
import org.sharelab.sharing.SharingRule.Mapping;
import org.sharelab.sharing.SharingRule.Rate;
import org.sharelab.sharing.SharingRule.Remainder;
import org.sharelab.sharing.SharingRule.Table;

class SharingRuleTest {
  private static final Seed SEED = Seed.of(5);

  private static String topology(
      int depth, int rate, Mapping mapping, Distribution distribution, Remainder remainder) {
    return new Rate(rate, mapping, distribution, remainder)
        .topology(depth, SEED).assignment().stream()
            .map(String::valueOf)
            .collect(Collectors.joining());
  }

  @ParameterizedTest
  @CsvSource({
    "8, 1, SEQUENTIAL, 01234567",
    "8, 2, SEQUENTIAL, 00112233",
    "8, 4, SEQUENTIAL, 00001111",
    "8, 8, SEQUENTIAL, 00000000",
    "8, 2, STRIDED, 01230123",
    "8, 4, STRIDED, 01010101",
    "8, 2, PYRAMID, 01233210",
    "6, 3, PYRAMID, 011001",
    "9, 3, PYRAMID, 012210012"
  })
  void sharesUniformly(int depth, int rate, Mapping mapping, String expected) {
    assertThat(topology(depth, rate, mapping, Distribution.UNIFORM, Remainder.REJECT))
        .isEqualTo(expected);
  }

  /** L = 8, R = 2, P = 4: one tensor serves a run of L - P + 1 = 5 positions. */
  @ParameterizedTest
  @CsvSource({"FRONT, 00000123", "MIDDLE, 01111123", "BACK, 01233333"})
  void concentratesTheUses(Distribution distribution, String expected) {
    assertThat(topology(8, 2, Mapping.SEQUENTIAL, distribution, Remainder.REJECT))
        .isEqualTo(expected);
  }

  /** L = 20, R = 8: P = ceil(20 / 8) = 3 with sizes 7, 7, 6. */
  @ParameterizedTest
  @CsvSource({
    "SEQUENTIAL, 00000001111111222222",
    "STRIDED, 01201201201201201201",
    "PYRAMID, 01221001221001221001"
  })
  void balancesWhatDoesNotDivide(Mapping mapping, String expected) {
    assertThat(topology(20, 8, mapping, Distribution.UNIFORM, Remainder.BALANCED))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(Mapping.class)
  void usesAreBalancedForEveryMappingDepthAndRate(Mapping mapping) {
    for (int depth = 1; depth <= 24; depth++) {
      for (int rate = 1; rate <= depth; rate++) {
        Topology topology =
            new Rate(rate, mapping, Distribution.UNIFORM, Remainder.BALANCED)
                .topology(depth, SEED.derive("case", 100L * depth + rate));
        assertThat(topology.depth()).isEqualTo(depth);
        assertThat(topology.tensors()).isEqualTo((depth + rate - 1) / rate);
        List<Integer> sizes = sizes(topology);
        assertThat(sizes.get(sizes.size() - 1) - sizes.get(0))
            .as("%s, depth %d, rate %d: %s", mapping, depth, rate, topology)
            .isLessThanOrEqualTo(1);
      }
    }
  }

  private static List<Integer> sizes(Topology topology) {
    return java.util.stream.IntStream.range(0, topology.tensors())
        .mapToObj(tensor -> topology.positionsOf(tensor).size())
        .sorted()
        .toList();
  }

  @Test
  void drawsRandomMapsFromTheSeedOnly() {
    Rate rule = new Rate(4, Mapping.RANDOM, Distribution.UNIFORM, Remainder.REJECT);
    Topology first = rule.topology(16, SEED);
    assertThat(rule.topology(16, SEED)).isEqualTo(first);
    assertThat(rule.topology(16, SEED.derive("other"))).isNotEqualTo(first);
  }

  @Test
  void rejectsRateThatDoesNotDivideDepth() {
    assertThatThrownBy(
            () -> topology(20, 8, Mapping.SEQUENTIAL, Distribution.UNIFORM, Remainder.REJECT))
        .isInstanceOf(ValidationException.class)
        .hasMessage(
            "Cannot share 20 layers at rate 8: the rate must divide the depth (fits: 1, 2, 4, 5,"
                + " 10, 20; or set remainder = balanced)");
  }

  @Test
  void rejectsRateAboveDepth() {
    assertThatThrownBy(
            () -> topology(4, 8, Mapping.SEQUENTIAL, Distribution.UNIFORM, Remainder.BALANCED))
        .hasMessage("Invalid share rate: 8 (at most the depth, 4)");
  }

  @Test
  void rejectsMappingsThatAConcentratedDistributionCannotHave() {
    assertThatThrownBy(() -> new Rate(2, Mapping.STRIDED, Distribution.FRONT, Remainder.REJECT))
        .hasMessageStartingWith("Cannot combine distribution front with mapping strided");
  }

  @Test
  void takesAnyPartitionAsTable() {
    Table table = new Table(List.of(List.of(0, 3), List.of(2), List.of(1, 4)));
    assertThat(table.topology(5, SEED).assignment()).containsExactly(0, 2, 1, 0, 2);
  }

  @Test
  void rejectsTablesThatAreNoPartition() {
    assertTableRefused(
        List.of(List.of(0, 1), List.of(1, 2)),
        "Invalid groups: position 1 occurs twice (each position once)");
    assertTableRefused(
        List.of(List.of(0, 1)),
        "Invalid groups: position 2 is missing (each position of 0 to 2 once)");
    assertTableRefused(List.of(List.of(0, 1, 2, 3)), "Invalid position in groups: 3 (0 to 2)");
    assertTableRefused(
        List.of(List.of(0, 1, 2), List.of()), "Invalid groups: [[0, 1, 2], []] (no empty group)");
  }

  private static void assertTableRefused(List<List<Integer>> groups, String message) {
    assertThatThrownBy(() -> new Table(groups).topology(3, SEED))
        .isInstanceOf(ValidationException.class)
        .hasMessage(message);
  }

  @Test
  void numbersTensorsInOrderOfFirstUse() {
    assertThat(new Topology(List.of(2, 0, 2, 1)).normalised().assignment())
        .containsExactly(0, 1, 0, 2);
  }

  @Test
  void rejectsTopologiesWithUnusedTensors() {
    assertThatThrownBy(() -> new Topology(List.of(0, 2)))
        .hasMessage("Invalid topology: [0, 2] (tensors 0 to P-1, each used at least once)");
  }
}
