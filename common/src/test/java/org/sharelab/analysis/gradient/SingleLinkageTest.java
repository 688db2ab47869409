package org.sharelab.analysis.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.sharelab.check.ValidationException;
import org.sharelab.random.Seed;

class SingleLinkageTest {
  private static final double NONE = Double.NaN;

  /** Rows below the diagonal. */
  private static SimilarityMatrix matrix(double[]... below) {
    int n = below.length + 1;
    double[][] values = new double[n][n];
    for (int i = 1; i < n; i++) {
      for (int j = 0; j < i; j++) {
        values[i][j] = below[i - 1][j];
        values[j][i] = below[i - 1][j];
      }
    }
    return SimilarityMatrix.of(values);
  }

  private static double[] row(double... values) {
    return values;
  }

  /** Pairs a-b .9, c-d .8, b-c .7: the published code puts d apart, the published text does not. */
  private static SimilarityMatrix chain() {
    return matrix(row(.9), row(0, .7), row(0, 0, .8));
  }

  @Test
  void mergesGroupsThatAnyPairConnects() {
    assertThat(SingleLinkage.of(chain()).above(.5).topology().assignment())
        .containsExactly(0, 0, 0, 0);
  }

  @Test
  void leavesUsesAloneWhoseSimilarityDoesNotExceedTheThreshold() {
    SingleLinkage linkage = SingleLinkage.of(chain());
    assertThat(linkage.above(.7).topology().assignment()).containsExactly(0, 0, 1, 1);
    assertThat(linkage.above(.8).topology().assignment()).containsExactly(0, 0, 1, 2);
    assertThat(linkage.above(.9).topology().assignment()).containsExactly(0, 1, 2, 3);
    assertThat(linkage.above(-1).topology().assignment()).containsExactly(0, 0, 0, 0);
  }

  @Test
  void listsMergesByDescendingSimilarity() {
    assertThat(SingleLinkage.of(chain()).merges())
        .containsExactly(
            new SingleLinkage.Merge(0, 1, .9),
            new SingleLinkage.Merge(2, 3, .8),
            new SingleLinkage.Merge(1, 2, .7));
  }

  @Test
  void breaksTiesByTheSmallerUses() {
    SimilarityMatrix ties = matrix(row(.5), row(.5, .5), row(.5, .5, .5));
    assertThat(SingleLinkage.of(ties).intoGroups(3).topology().assignment())
        .containsExactly(0, 0, 1, 2);
    assertThat(SingleLinkage.of(ties).intoGroups(2).topology().assignment())
        .containsExactly(0, 0, 0, 1);
  }

  @Test
  void givesTheThresholdThatMakesANumberOfGroups() {
    SingleLinkage linkage = SingleLinkage.of(chain());
    assertThat(linkage.intoGroups(4).threshold()).isEqualTo(.9);
    assertThat(linkage.intoGroups(2).threshold()).isEqualTo(.7);
    assertThat(linkage.intoGroups(1).threshold()).isEqualTo(Double.NEGATIVE_INFINITY);
    for (int groups = 1; groups <= 4; groups++) {
      Clusters clusters = linkage.intoGroups(groups);
      assertThat(clusters.count()).isEqualTo(groups);
      assertThat(linkage.above(clusters.threshold())).isEqualTo(clusters);
    }
  }

  @Test
  void neverMergesUndefinedSimilarities() {
    SingleLinkage linkage =
        SingleLinkage.of(matrix(row(.2), row(NONE, NONE), row(NONE, NONE, NONE)));
    assertThat(linkage.above(-1).topology().assignment()).containsExactly(0, 0, 1, 2);
    assertThat(linkage.intoGroups(3).topology().assignment()).containsExactly(0, 0, 1, 2);
    assertThatThrownBy(() -> linkage.intoGroups(2))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Cannot form 2 groups: pairs without a similarity keep 3 apart");
  }

  @Test
  void groupsASingleUse() {
    SingleLinkage linkage = SingleLinkage.of(SimilarityMatrix.of(new double[1][1]));
    assertThat(linkage.above(.1).topology().assignment()).containsExactly(0);
    assertThat(linkage.intoGroups(1).count()).isEqualTo(1);
  }

  @Test
  void rejectsGroupCountsOutOfRange() {
    SingleLinkage linkage = SingleLinkage.of(chain());
    assertThatThrownBy(() -> linkage.intoGroups(0))
        .hasMessage("Invalid number of groups: 0 (1 to 4 uses)");
    assertThatThrownBy(() -> linkage.intoGroups(5))
        .hasMessage("Invalid number of groups: 5 (1 to 4 uses)");
    assertThatThrownBy(() -> linkage.above(Double.NaN))
        .hasMessage("Invalid similarity threshold: NaN (a number)");
  }

  @Test
  void rejectsWhatIsNoSimilarityMatrix() {
    assertThatThrownBy(() -> SimilarityMatrix.of(new double[0][]))
        .hasMessage("Invalid similarity matrix: 0 rows (at least 1)");
    assertThatThrownBy(() -> SimilarityMatrix.of(new double[][] {{1}, {1, 1}}))
        .hasMessage("Invalid similarity matrix: row 0 has 1 values (2, as there are rows)");
    assertThatThrownBy(() -> SimilarityMatrix.of(new double[][] {{1, .5}, {.25, 1}}))
        .hasMessage("Invalid similarity matrix: 0.25 at (1, 0) and 0.5 at (0, 1) (symmetric)");
    assertThatThrownBy(() -> SimilarityMatrix.of(new double[][] {{1, 2}, {2, 1}}))
        .hasMessage("Invalid similarity of 1 and 0: 2.0 (-1 to 1, or NaN)");
  }

  /** Coarse values give ties; one in ten is undefined. */
  private static double[][] randomSimilarities(RandomGenerator random) {
    int n = 1 + random.nextInt(12);
    double[][] values = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        double value = random.nextInt(10) == 0 ? NONE : random.nextInt(-10, 11) / 10.0;
        values[i][j] = value;
        values[j][i] = value;
      }
    }
    return values;
  }

  @Test
  void equalsConnectedComponentsAndThePrintedAlgorithm() {
    for (int seed = 0; seed < 500; seed++) {
      RandomGenerator random = Seed.of(seed).generator();
      double[][] values = randomSimilarities(random);
      double threshold = random.nextInt(-10, 11) / 10.0;
      List<Integer> found =
          SingleLinkage.of(SimilarityMatrix.of(values)).above(threshold).topology().assignment();
      assertThat(found)
          .as("seed %d, threshold %s, %s", seed, threshold, Arrays.deepToString(values))
          .isEqualTo(components(values, threshold))
          .isEqualTo(printedAlgorithm(values, threshold));
    }
  }

  @Test
  void cutsIntoEveryReachableNumberOfNestedGroups() {
    for (int seed = 0; seed < 100; seed++) {
      double[][] values = randomSimilarities(Seed.of(seed).derive("nested").generator());
      SingleLinkage linkage = SingleLinkage.of(SimilarityMatrix.of(values));
      int fewest = linkage.above(-2).count();
      for (int groups = fewest; groups <= values.length; groups++) {
        Clusters clusters = linkage.intoGroups(groups);
        assertThat(clusters.count()).as("seed %d", seed).isEqualTo(groups);
        if (groups > fewest) {
          Map<Integer, Integer> coarser = new HashMap<>();
          for (int use = 0; use < values.length; use++) {
            int inside = linkage.intoGroups(groups - 1).topology().assignment().get(use);
            Integer other = coarser.put(clusters.topology().assignment().get(use), inside);
            assertThat(other == null || other == inside).as("seed %d", seed).isTrue();
          }
        }
      }
    }
  }

  /** Depth-first search over the pairs above the threshold. */
  private static List<Integer> components(double[][] values, double threshold) {
    Integer[] component = new Integer[values.length];
    int next = 0;
    for (int start = 0; start < values.length; start++) {
      if (component[start] != null) {
        continue;
      }
      Deque<Integer> open = new ArrayDeque<>(List.of(start));
      while (!open.isEmpty()) {
        int i = open.pop();
        component[i] = next;
        for (int j = 0; j < values.length; j++) {
          if (j != i && component[j] == null && values[i][j] > threshold) {
            open.push(j);
          }
        }
      }
      next++;
    }
    return List.of(component);
  }

  /** The four cases of Algorithm 1 on sets, with its two slips corrected. */
  private static List<Integer> printedAlgorithm(double[][] values, double threshold) {
    List<int[]> pairs = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      for (int j = i + 1; j < values.length; j++) {
        pairs.add(new int[] {i, j});
      }
    }
    pairs.sort(Comparator.comparingDouble(pair -> -values[pair[0]][pair[1]]));
    List<Set<Integer>> groups = new ArrayList<>();
    for (int[] pair : pairs) {
      Set<Integer> first = groupOf(groups, pair[0]);
      Set<Integer> second = groupOf(groups, pair[1]);
      if (values[pair[0]][pair[1]] > threshold) {
        if (first != null && second != null) {
          if (first != second) {
            first.addAll(second);
            groups.removeIf(group -> group == second);
          }
        } else if (first != null) {
          first.add(pair[1]);
        } else if (second != null) {
          second.add(pair[0]);
        } else {
          groups.add(new TreeSet<>(Set.of(pair[0], pair[1])));
        }
      } else {
        if (first == null) {
          groups.add(new TreeSet<>(Set.of(pair[0])));
        }
        if (second == null) {
          groups.add(new TreeSet<>(Set.of(pair[1])));
        }
      }
    }
    if (values.length == 1) {
      groups.add(Set.of(0));
    }
    groups.sort(Comparator.comparingInt(group -> group.iterator().next()));
    Integer[] assignment = new Integer[values.length];
    for (int group = 0; group < groups.size(); group++) {
      for (int use : groups.get(group)) {
        assignment[use] = group;
      }
    }
    return List.of(assignment);
  }

  private static Set<Integer> groupOf(List<Set<Integer>> groups, int use) {
    return groups.stream().filter(group -> group.contains(use)).findFirst().orElse(null);
  }
}
