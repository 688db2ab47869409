package org.sharelab.analysis.searchspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sharelab.analysis.searchspace.SearchSpace.InnerCount;
import org.sharelab.check.ValidationException;
import org.sharelab.testing.SharedFiles;

class SearchSpaceTest {

  @Test
  void agreesWithIndependentNumbers() throws IOException {
    JsonNode truth = new ObjectMapper().readTree(SharedFiles.truth("search_space.json").toFile());

    assertTable(truth.get("omega"), SearchSpace::omega);
    assertTable(truth.get("exactly_printed"), SearchSpace::exactlyPrinted);
    assertTable(truth.get("surjections"), SearchSpace::surjections);
    assertTable(truth.get("stirling2"), SearchSpace::unlabelled);
    truth
        .get("staged")
        .fields()
        .forEachRemaining(
            entry -> {
              int[] key = sizes(entry.getKey());
              SearchSpaceCounts counts = SearchSpaceCounts.of(key[0], key[1], key[2]);
              assertThat(counts.stagedPrinted())
                  .as(entry.getKey())
                  .isEqualTo(number(entry.getValue().get("base1_printed_tilde")));
              assertThat(counts.staged())
                  .as(entry.getKey())
                  .isEqualTo(number(entry.getValue().get("base1_true_surj")));
            });
  }

  private static void assertTable(JsonNode table, BiFunction<Integer, Integer, BigInteger> count) {
    assertThat(table.size()).isGreaterThan(20);
    table
        .fields()
        .forEachRemaining(
            entry -> {
              int[] key = sizes(entry.getKey());
              assertThat(count.apply(key[0], key[1]))
                  .as(entry.getKey())
                  .isEqualTo(number(entry.getValue()));
            });
  }

  private static int[] sizes(String key) {
    return Arrays.stream(key.split(",")).mapToInt(Integer::parseInt).toArray();
  }

  private static BigInteger number(JsonNode node) {
    return new BigInteger(node.asText());
  }

  /** The printed numbers where they can be checked by hand: 3 layers, 2 tensors. */
  @Test
  void printedCountIsNotTheNumberOfSurjections() {
    // Of the 8 maps 000 and 111 use one tensor only, so 6 use both; 8 - 1 forgets one of them.
    assertThat(SearchSpace.omega(3, 2)).isEqualTo(8);
    assertThat(SearchSpace.exactlyPrinted(3, 2)).isEqualTo(7);
    assertThat(SearchSpace.surjections(3, 2)).isEqualTo(6);
    assertThat(SearchSpace.unlabelled(3, 2)).isEqualTo(3);
    assertThat(SearchSpace.surjections(2, 3)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "4, 1, 4, 24, 24",
    "4, 2, 4, 138, 84",
    "4, 4, 4, 529, 256",
    "6, 2, 6, 9030, 4080",
    "32, 8, 3, 0, 0", // fewer tensors than stages
    "32, 32, 16, 1724412309810889363275950652368138403841, 340282366920938463463374607431768211456"
  })
  void stagedCounts(
      int layers, int stageLayers, int tensors, BigInteger printed, BigInteger staged) {
    assertThat(SearchSpace.staged(layers, stageLayers, tensors, InnerCount.PRINTED))
        .isEqualTo(printed);
    assertThat(SearchSpace.staged(layers, stageLayers, tensors, InnerCount.SURJECTIONS))
        .isEqualTo(staged);
  }

  /** Sum over i of C(P, i) Surj(L, i) counts each map by the tensors that it uses. */
  @Test
  void oneStageHasAllMaps() {
    for (int layers = 1; layers <= 12; layers++) {
      for (int tensors = 1; tensors <= 12; tensors++) {
        assertThat(SearchSpace.staged(layers, layers, tensors, InnerCount.SURJECTIONS))
            .isEqualTo(SearchSpace.omega(layers, tensors));
      }
    }
    assertThat(SearchSpace.staged(512, 512, 300, InnerCount.SURJECTIONS))
        .isEqualTo(SearchSpace.omega(512, 300));
  }

  @Test
  void stagesOfListedSizesAreCountedByTryingAllMaps() {
    List<Integer> stages = List.of(2, 1, 3);
    for (int tensors = 1; tensors <= 5; tensors++) {
      assertThat(SearchSpace.staged(stages, tensors, InnerCount.SURJECTIONS))
          .isEqualTo(tryAllMaps(stages, tensors));
    }
  }

  /** Maps of all layers to tensors in which no tensor occurs in two stages. */
  private static long tryAllMaps(List<Integer> stages, int tensors) {
    int layers = stages.stream().mapToInt(Integer::intValue).sum();
    long found = 0;
    for (long map = 0; map < Math.pow(tensors, layers); map++) {
      Map<Long, Integer> owner = new HashMap<>();
      boolean separate = true;
      long digits = map;
      for (int stage = 0; stage < stages.size(); stage++) {
        for (int i = 0; i < stages.get(stage); i++) {
          Integer other = owner.put(digits % tensors, stage);
          separate &= other == null || other == stage;
          digits /= tensors;
        }
      }
      found += separate ? 1 : 0;
    }
    return found;
  }

  @Test
  void lastStageIsCountedAsFullWhereSizesDoNotDivide() {
    assertThat(SearchSpace.staged(5, 2, 6, InnerCount.SURJECTIONS))
        .isEqualTo(SearchSpace.staged(6, 2, 6, InnerCount.SURJECTIONS));
  }

  @Test
  void curveGrowsWithTheStageSize() {
    List<SearchSpaceCurve.Point> points = SearchSpaceCurve.FIGURE_1.points();

    assertThat(points).hasSize(6 * 32);
    for (int i = 32; i < points.size(); i++) {
      assertThat(points.get(i).tensors()).isEqualTo(points.get(i - 32).tensors());
      assertThat(points.get(i).staged()).isGreaterThanOrEqualTo(points.get(i - 32).staged());
      assertThat(points.get(i).stagedPrinted())
          .isGreaterThanOrEqualTo(points.get(i - 32).stagedPrinted());
    }
    SearchSpaceCurve.Point last = points.get(points.size() - 1);
    assertThat(last.staged()).isEqualTo(SearchSpace.omega(32, 32));
  }

  @Test
  void countsAreTexts() {
    assertThat(SearchSpaceCounts.of(4, 2, 3).asText())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "omega", "81",
                "exactly_printed", "65",
                "surjections", "36",
                "unlabelled", "6",
                "staged_printed", "24",
                "staged", "18"));
  }

  @Test
  void rejectsSizesOutOfRange() {
    assertThatThrownBy(() -> SearchSpace.omega(0, 1))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid number of layers: 0 (a whole number from 1 to 1024)");
    assertThatThrownBy(() -> SearchSpaceCounts.of(4, 2, 1025))
        .hasMessage("Invalid number of tensors: 1025 (a whole number from 1 to 1024)");
    assertThatThrownBy(() -> SearchSpaceCounts.of(4, 0, 2))
        .hasMessage("Invalid number of stage layers: 0 (a whole number from 1 to 1024)");
    assertThatThrownBy(() -> SearchSpace.staged(List.of(), 2, InnerCount.PRINTED))
        .hasMessage("Invalid stages: [] (at least 1)");
    assertThatThrownBy(() -> new SearchSpaceCurve(32, List.of(5), 4))
        .hasMessage("Invalid stage size: 5 (a divisor of the 32 layers)");
  }
}
