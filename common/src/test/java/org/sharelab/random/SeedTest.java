package org.sharelab.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeedTest {
  private final Seed seed = Seed.of(1).derive("replicate", 0);

  @Test
  void givesTheSameSequenceEachTime() {
    long[] first = seed.generator().longs(20).toArray();
    assertThat(seed.generator().longs(20).toArray()).isEqualTo(first);
  }

  @Test
  void derivesDifferentSeedsForDifferentNamesAndIndices() {
    Set<Seed> seeds = new HashSet<>();
    for (String purpose : new String[] {"init", "data-order", "label-noise", "augmentation", ""}) {
      seeds.add(seed.derive(purpose));
      IntStream.range(-3, 1000).forEach(i -> seeds.add(seed.derive(purpose, i)));
    }
    assertThat(seeds).hasSize(5 * 1004);
  }

  @Test
  void differsBetweenStudiesWhoseSeedsAreNeighbours() {
    assertThat(Seed.of(1).derive("init")).isNotEqualTo(Seed.of(2).derive("init"));
    assertThat(Seed.of(0).derive("init", 1)).isNotEqualTo(Seed.of(1).derive("init", 0));
  }

  /** Result sets of today must still be reproducible tomorrow: these bits never change. */
  @Test
  void keepsItsBits() {
    assertThat(Seed.of(1).derive("replicate", 3).derive("init").value())
        .isEqualTo(-5463697914474349195L); // computed apart, with unbounded integers modulo 2^64
  }

  @Test
  void permutesUniformly() {
    int[] counts = new int[6];
    for (int i = 0; i < 6000; i++) {
      int[] order = Permutation.of(3, seed.derive("test", i));
      counts[order[0] * 2 + (order[1] > order[2] ? 1 : 0)]++;
    }
    // Each of the 6 orders has expectation 1000 and standard deviation 29: five of them is 145.
    for (int count : counts) {
      assertThat(count).isBetween(855, 1145);
    }
  }

  @Test
  void permutesNothingAndOne() {
    assertThat(Permutation.of(0, seed)).isEmpty();
    assertThat(Permutation.of(1, seed)).containsExactly(0);
  }
}
