package org.sharelab.analysis.searchspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sharelab.random.Seed;
import org.sharelab.sharing.Topology;

class PlanSpaceTest {

  @Test
  void everyPlanOccursOnceInItsNormalForm() {
    for (int layers = 1; layers <= 6; layers++) {
      for (int tensors = 1; tensors <= layers; tensors++) {
        List<Topology> plans = new PlanSpace(layers, tensors).stream().toList();

        assertThat(plans).doesNotHaveDuplicates();
        assertThat(new HashSet<>(plans)).isEqualTo(byTryingAllMaps(layers, tensors));
      }
    }
  }

  /** Normal forms of all maps from layers onto tensors. */
  private static Set<Topology> byTryingAllMaps(int layers, int tensors) {
    Set<Topology> plans = new HashSet<>();
    for (int map = 0; map < Math.pow(tensors, layers); map++) {
      int digits = map;
      int[] assignment = new int[layers];
      for (int i = 0; i < layers; i++) {
        assignment[i] = digits % tensors;
        digits /= tensors;
      }
      if (IntStream.of(assignment).distinct().count() == tensors) {
        plans.add(new Topology(IntStream.of(assignment).boxed().toList()).normalised());
      }
    }
    return plans;
  }

  @Test
  void allPlansOfASmallNetwork() {
    // Bell numbers 1, 2, 5, 15, 52
    for (int layers = 1; layers <= 5; layers++) {
      assertThat(PlanSpace.all(layers)).hasSize(List.of(1, 2, 5, 15, 52).get(layers - 1));
    }
  }

  /**
   * Chi-square over the S2(5, 3) = 25 plans: 24 degrees of freedom, 51.2 is exceeded in 1 of 1000.
   */
  @Test
  void drawsAreUniform() {
    PlanSpace space = new PlanSpace(5, 3);
    int draws = 25_000;
    Map<Topology, Long> drawn =
        IntStream.range(0, draws)
            .mapToObj(i -> space.draw(Seed.of(1).derive("plan", i)))
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

    assertThat(drawn).hasSize(25);
    double chiSquare =
        drawn.values().stream().mapToDouble(count -> Math.pow(count - 1000, 2) / 1000).sum();
    assertThat(chiSquare).isLessThan(51.2);
  }

  /**
   * Pairs of the 3 plans for 3 layers and 2 tensors: 3 pairs, each in a third of 3,000 samples;
   * with 2 degrees of freedom a chi-square of 13.8 is exceeded in 1 of 1000.
   */
  @Test
  void samplesAreDifferentPlansAndEverySetIsEquallyLikely() {
    PlanSpace space = new PlanSpace(3, 2);
    Map<List<Topology>, Long> samples =
        IntStream.range(0, 3000)
            .mapToObj(i -> space.sample(2, Seed.of(1).derive("sample", i)))
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

    assertThat(samples.keySet())
        .hasSize(3)
        .allSatisfy(sample -> assertThat(sample).doesNotHaveDuplicates().hasSize(2));
    double chiSquare =
        samples.values().stream().mapToDouble(count -> Math.pow(count - 1000, 2) / 1000).sum();
    assertThat(chiSquare).isLessThan(13.8);
    assertThat(space.sample(3, Seed.of(2))).containsExactlyElementsOf(space.stream().toList());
  }

  @Test
  void drawsFromDeepNetworksAreValidAndRepeatable() {
    PlanSpace space = new PlanSpace(256, 40);

    Topology plan = space.draw(Seed.of(7));

    assertThat(plan.depth()).isEqualTo(256);
    assertThat(plan.tensors()).isEqualTo(40);
    assertThat(plan).isEqualTo(plan.normalised()).isEqualTo(space.draw(Seed.of(7)));
    assertThat(plan).isNotEqualTo(space.draw(Seed.of(8)));
  }

  @Test
  void rejectsWhatIsNotThere() {
    assertThatThrownBy(() -> new PlanSpace(3, 4))
        .hasMessage("Invalid number of tensors: 4 (at most the 3 layers)");
    assertThatThrownBy(() -> new PlanSpace(3, 2).get(BigInteger.valueOf(3)))
        .hasMessage("Invalid rank of a plan: 3 (0 to 2)");
    assertThatThrownBy(() -> new PlanSpace(3, 2).sample(4, Seed.of(1)))
        .hasMessage("Invalid number of plans: 4 (0 to 3)");
  }
}
