package org.sharelab.analysis.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sharelab.analysis.gradient.GradientGroup.Member;
import org.sharelab.check.EnvironmentException;
import org.sharelab.check.ValidationException;
import org.sharelab.random.Permutation;
import org.sharelab.random.Seed;
import org.sharelab.result.GradientSimilarityRow;
import org.sharelab.result.PairSimilarity;
import org.sharelab.result.Tables;
import org.sharelab.sharing.Slot;

class GroupSimilarityTest {
  private static final double EXACT = 1e-15;

  private static GradientGroup group(List<List<Integer>> shapes) {
    return new GradientGroup(
        GradientKind.TENSOR,
        "pointwise/0",
        IntStream.range(0, shapes.size())
            .mapToObj(i -> new Member(i, new Slot("block" + i, "W"), shapes.get(i)))
            .toList());
  }

  private static GroupGradients shard(
      GradientGroup group, int shard, int examples, double[]... sums) {
    return GroupGradients.of(new ShardGradients(group, shard, examples, List.of(sums)));
  }

  private static double[] vector(double... values) {
    return values;
  }

  private static PairSimilarity only(GroupSimilarity similarity) {
    assertThat(similarity.pairs()).hasSize(1);
    return similarity.pairs().get(0);
  }

  /** a = (3, 4), b = (4, 3): a.b = 24, both norms 5, cosine 24/25; means over 2 examples. */
  @Test
  void comparesMeanGradients() {
    GradientGroup group = group(List.of(List.of(1, 2), List.of(1, 2)));
    PairSimilarity pair =
        only(GroupSimilarity.of(shard(group, 0, 2, vector(3, 4), vector(4, 3)), 1));
    assertThat(pair.useI()).isEqualTo(0);
    assertThat(pair.useJ()).isEqualTo(1);
    assertThat(pair.cosine()).isEqualTo(.96, within(EXACT));
    assertThat(pair.dot()).isEqualTo(6, within(EXACT));
    assertThat(pair.normI()).isEqualTo(2.5, within(EXACT));
    assertThat(pair.normJ()).isEqualTo(2.5, within(EXACT));
    assertThat(pair.normRatio()).isEqualTo(1);
    assertThat(pair.elements()).isEqualTo(2);
    assertThat(pair.standardError()).isNaN();
  }

  /** Signs ++, +-, 0+, --, +0: of the three pairs without a zero two are equal. */
  @Test
  void leavesZerosOutOfTheSignAgreement() {
    GradientGroup group = group(List.of(List.of(5, 1), List.of(5, 1)));
    PairSimilarity pair =
        only(
            GroupSimilarity.of(
                shard(group, 0, 1, vector(1, 2, 0, -1, 1), vector(3, -1, 5, -2, 0)), 1));
    assertThat(pair.signAgreement()).isEqualTo(2 / 3.0);
  }

  @Test
  void countsSignsBeyondOneWord() {
    double[] first = new double[130];
    double[] second = new double[130];
    for (int k = 0; k < 130; k++) {
      first[k] = k % 2 == 0 ? 1 : -1;
      second[k] = k % 5 == 0 ? -first[k] : first[k];
    }
    assertThat(new SignBits(first).agreement(new SignBits(second))).isEqualTo(104 / 130.0);
  }

  @Test
  void givesNothingForAZeroGradient() {
    GradientGroup group = group(List.of(List.of(2), List.of(2)));
    GroupSimilarity similarity =
        GroupSimilarity.of(shard(group, 0, 1, vector(0, 0), vector(1, 1)), 1);
    PairSimilarity pair = only(similarity);
    assertThat(pair.cosine()).isNaN();
    assertThat(pair.signAgreement()).isNaN();
    assertThat(pair.normRatio()).isEqualTo(0);
    assertThat(similarity.cosines().between(0, 1)).isNaN();
    GradientSimilarityRow row = similarity.rows("t", 0).get(0);
    List<Object> values = Tables.GRADIENT_SIMILARITY.values(row);
    assertThat(values.subList(0, 6)).containsExactly("t", 0, "tensor", "pointwise/0", 0, 1);
    assertThat(values.get(6)).isNull();
    assertThat(values.get(7)).isEqualTo(0.0);
  }

  /**
   * Weights of 2 x 2 and 1 x 3 (out x in) share the corner 1 x 2: the first is (1 2; 3 4), of which
   * (1 2) is left, the second (2 -1 9), of which (2 -1) is left: dot 0. The third is as the first.
   */
  @Test
  void comparesDifferentShapesOnTheirCorner() {
    GradientGroup group = group(List.of(List.of(2, 2), List.of(1, 3), List.of(2, 2)));
    List<PairSimilarity> pairs =
        GroupSimilarity.of(
                shard(group, 0, 1, vector(1, 2, 3, 4), vector(2, -1, 9), vector(1, 2, 3, 4)), 1)
            .pairs();
    assertThat(pairs)
        .extracting(pair -> List.of(pair.useI(), pair.useJ()))
        .containsExactly(List.of(0, 1), List.of(0, 2), List.of(1, 2));
    assertThat(pairs.get(0).cosine()).isEqualTo(0);
    assertThat(pairs.get(0).elements()).isEqualTo(2);
    assertThat(pairs.get(0).normI()).isEqualTo(Math.sqrt(5), within(EXACT));
    assertThat(pairs.get(0).normJ()).isEqualTo(Math.sqrt(5), within(EXACT));
    assertThat(pairs.get(1).cosine()).isEqualTo(1, within(EXACT));
    assertThat(pairs.get(1).elements()).isEqualTo(4);
    assertThat(pairs.get(2).normJ()).isEqualTo(Math.sqrt(5), within(EXACT));
  }

  /**
   * Out x in x kernel: 2 x 2 x 2 = ((a b) (c d); (e f) (g h)) keeps (a b) of a 1 x 1 x 2 corner.
   */
  @Test
  void keepsKernelsWhole() {
    Corner corner = Corner.of(List.of(2, 2, 2), List.of(3, 1, 2));
    assertThat(corner.of(vector(1, 2, 3, 4, 5, 6, 7, 8), List.of(2, 2, 2)))
        .containsExactly(1, 2, 5, 6);
    assertThat(corner.of(vector(1, 2, 3, 4, 5, 6), List.of(3, 1, 2))).containsExactly(1, 2, 3, 4);
  }

  /**
   * Kernels of 2 x 2 and 1 x 1 of two filters and one channel: of g = ((1 2; 3 4), (5 6; 7 8)) the
   * corner is (1, 5), of h = (3, -1) all. Dot 3 - 5 = -2, norms sqrt 26 and sqrt 10.
   */
  @Test
  void comparesKernelsOfDifferentSizeOnTheFirstRowsAndColumns() {
    GradientGroup group = group(List.of(List.of(2, 1, 2, 2), List.of(2, 1, 1, 1)));
    PairSimilarity pair =
        only(
            GroupSimilarity.of(
                shard(group, 0, 1, vector(1, 2, 3, 4, 5, 6, 7, 8), vector(3, -1)), 1));
    assertThat(pair.dot()).isEqualTo(-2, within(EXACT));
    assertThat(pair.cosine()).isEqualTo(-2 / Math.sqrt(260), within(EXACT));
    assertThat(pair.normI()).isEqualTo(Math.sqrt(26), within(EXACT));
    assertThat(pair.normJ()).isEqualTo(Math.sqrt(10), within(EXACT));
    assertThat(pair.signAgreement()).isEqualTo(.5);
    assertThat(pair.elements()).isEqualTo(2);
  }

  /** 2 x 3 of a 3 x 3 kernel: rows 0 and 1 as they are; 2 x 2 of it skips every third number. */
  @Test
  void cutsKernelsAlongEachAxis() {
    double[] kernel = vector(0, 1, 2, 3, 4, 5, 6, 7, 8);
    List<Integer> whole = List.of(1, 1, 3, 3);
    assertThat(Corner.of(whole, List.of(1, 1, 2, 3)).of(kernel, whole))
        .containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(Corner.of(List.of(1, 1, 2, 2), whole).of(kernel, whole)).containsExactly(0, 1, 3, 4);
  }

  /**
   * Shards (1 0 | 1 0), (0 1 | 0 1), (1 0 | 0 1) for uses a | b. Total a = (2 1), b = (1 2), cosine
   * 4/5. Without shard 0: (1 1), (0 2): 1/sqrt 2; without 1: (2 0), (1 1): 1/sqrt 2; without 2: (1
   * 1), (1 1): 1. Mean m = (sqrt 2 + 1)/3; SE = sqrt(2/3 (2 (1/sqrt 2 - m)^2 + (1 - m)^2)).
   */
  @Test
  void estimatesTheStandardErrorByLeavingOutShards() {
    GradientGroup group = group(List.of(List.of(2), List.of(2)));
    GroupGradients gradients =
        shard(group, 0, 1, vector(1, 0), vector(1, 0))
            .plus(shard(group, 1, 1, vector(0, 1), vector(0, 1)))
            .plus(shard(group, 2, 1, vector(1, 0), vector(0, 1)));
    PairSimilarity pair = only(GroupSimilarity.of(gradients, 3));
    double half = 1 / Math.sqrt(2);
    double mean = (2 * half + 1) / 3;
    double squares = 2 * Math.pow(half - mean, 2) + Math.pow(1 - mean, 2);
    assertThat(pair.cosine()).isEqualTo(.8, within(EXACT));
    assertThat(pair.standardError()).isEqualTo(Math.sqrt(2.0 / 3 * squares), within(1e-14));
  }

  /**
   * Standard error against what it estimates: the spread of the cosine over 400 redrawn data sets
   * of 16 shards. The mean of the estimates has a relative error of a few percent.
   */
  @Test
  void standardErrorIsTheSpreadOverRedrawnData() {
    GradientGroup group = group(List.of(List.of(40), List.of(40)));
    List<Double> cosines = new ArrayList<>();
    double estimate = 0;
    int repetitions = 400;
    for (int repetition = 0; repetition < repetitions; repetition++) {
      PairSimilarity pair =
          only(GroupSimilarity.of(noisy(group, Seed.of(3).derive("draw", repetition)), 16));
      cosines.add(pair.cosine());
      estimate += pair.standardError() / repetitions;
    }
    double mean = cosines.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    double variance =
        cosines.stream().mapToDouble(c -> (c - mean) * (c - mean)).sum() / (repetitions - 1);
    assertThat(estimate / Math.sqrt(variance)).isBetween(.85, 1.2);
  }

  private static GroupGradients noisy(GradientGroup group, Seed seed) {
    RandomGenerator random = seed.generator();
    return IntStream.range(0, 16)
        .mapToObj(
            shard -> {
              double[] first = new double[40];
              double[] second = new double[40];
              for (int k = 0; k < 40; k++) {
                first[k] = 1 + 2 * random.nextGaussian();
                second[k] = (k % 3 - .5) + 2 * random.nextGaussian();
              }
              return shard(group, shard, 1, first, second);
            })
        .reduce(GroupGradients::plus)
        .orElseThrow();
  }

  @Test
  void givesTheSameBitsForAnyPartitioningOrderAndRepetition() {
    GradientGroup group = group(List.of(List.of(7, 11), List.of(9, 5), List.of(7, 11)));
    int shards = 13;
    List<GroupGradients> parts = new ArrayList<>();
    RandomGenerator random = Seed.of(11).generator();
    for (int shard = 0; shard < shards; shard++) {
      parts.add(shard(group, shard, 3, random(random, 77), random(random, 45), random(random, 77)));
    }
    List<PairSimilarity> expected =
        GroupSimilarity.of(parts.stream().reduce(GroupGradients::plus).orElseThrow(), shards)
            .pairs();
    for (int partitions : new int[] {1, 2, 7, 32}) {
      for (int seed = 0; seed < 10; seed++) {
        Seed draw = Seed.of(seed).derive("partitions", partitions);
        assertThat(GroupSimilarity.of(partitioned(parts, partitions, draw), shards).pairs())
            .as("%d partitions, seed %d", partitions, seed)
            .isEqualTo(expected);
      }
    }
  }

  /** Shuffled shards, some twice, merged within partitions and then over shuffled partitions. */
  private static GroupGradients partitioned(List<GroupGradients> parts, int partitions, Seed seed) {
    RandomGenerator random = seed.generator();
    List<GroupGradients> merged = new ArrayList<>(Collections.nCopies(partitions, null));
    for (int shard : Permutation.of(parts.size(), seed.derive("order"))) {
      for (int attempt = 0; attempt < 1 + random.nextInt(2); attempt++) {
        int partition = random.nextInt(partitions);
        GroupGradients present = merged.get(partition);
        GroupGradients part = copy(parts.get(shard));
        merged.set(partition, present == null ? part : part.plus(present));
      }
    }
    return merged.stream().filter(part -> part != null).reduce((a, b) -> b.plus(a)).orElseThrow();
  }

  /** As another executor would send it. */
  private static GroupGradients copy(GroupGradients gradients) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(gradients);
      }
      try (ObjectInputStream in =
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        return (GroupGradients) in.readObject();
      }
    } catch (IOException | ClassNotFoundException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static double[] random(RandomGenerator random, int length) {
    return random.doubles(length, -1, 1).toArray();
  }

  /** Lengths around the block size against sums in plain order. */
  @Test
  void multipliesAllPairsAtOnce() {
    RandomGenerator random = Seed.of(2).generator();
    for (int length : new int[] {1, 3, 5, 1023, 1024, 1025, 3000}) {
      List<double[]> vectors =
          List.of(random(random, length), random(random, length), random(random, length));
      double[][] gram = Gram.of(vectors);
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
          double sum = 0;
          for (int k = 0; k < length; k++) {
            sum += vectors.get(i)[k] * vectors.get(j)[k];
          }
          assertThat(gram[i][j]).isEqualTo(sum, within(1e-10));
        }
      }
    }
  }

  @Test
  void keepsCosinesWithinOne() {
    for (int seed = 0; seed < 200; seed++) {
      double[] vector = random(Seed.of(seed).generator(), 9);
      double[][] gram = Gram.of(List.of(vector, vector));
      assertThat(Gram.cosine(gram, 0, 1)).as("seed %d", seed).isBetween(1 - 1e-15, 1.0);
    }
  }

  @Test
  void refusesMissingShards() {
    GradientGroup group = group(List.of(List.of(1)));
    GroupGradients gradients = shard(group, 0, 1, vector(1)).plus(shard(group, 2, 1, vector(1)));
    assertThatThrownBy(() -> GroupSimilarity.of(gradients, 4))
        .isInstanceOf(EnvironmentException.class)
        .hasMessage("Cannot compare gradients of pointwise/0: of 4 shards [1, 3] are missing");
  }

  @Test
  void refusesToMergeAttemptsThatDiffer() {
    GradientGroup group = group(List.of(List.of(1)));
    GroupGradients once = shard(group, 1, 1, vector(1));
    assertThatThrownBy(() -> once.plus(shard(group, 1, 1, vector(Math.nextUp(1.0)))))
        .isInstanceOf(EnvironmentException.class)
        .hasMessage(
            "Cannot merge gradients of pointwise/0: two attempts at shard 1 differ (executors must"
                + " be one kind of machine)");
  }

  @Test
  void refusesToMergeDifferentGroups() {
    GradientGroup other =
        new GradientGroup(GradientKind.TENSOR, "b", group(List.of(List.of(1))).members());
    GroupGradients once = shard(group(List.of(List.of(1))), 1, 1, vector(1));
    assertThatThrownBy(() -> once.plus(shard(other, 1, 1, vector(1))))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Cannot merge gradients: groups pointwise/0 and b");
  }

  @Test
  void rejectsGradientsOfAnotherShape() {
    GradientGroup group = group(List.of(List.of(2, 2)));
    assertThatThrownBy(() -> new ShardGradients(group, 0, 1, List.of(vector(1, 2, 3))))
        .hasMessage("Invalid gradients of pointwise/0: they do not have its shapes");
    assertThatThrownBy(() -> new ShardGradients(group, -1, 1, List.of(vector(1, 2, 3, 4))))
        .hasMessage("Invalid shard: -1 (0 or more)");
    assertThatThrownBy(() -> new ShardGradients(group, 0, 0, List.of(vector(1, 2, 3, 4))))
        .hasMessage("Invalid examples of shard 0: 0 (1 or more)");
  }

  @Test
  void rejectsUsesThatCannotBeCompared() {
    assertThatThrownBy(() -> group(List.of(List.of(2, 2, 3, 3), List.of(2, 2))))
        .hasMessage(
            "Invalid gradient group pointwise/0: shapes [2, 2, 3, 3] and [2, 2] (as many axes)");
    assertThatThrownBy(() -> group(List.of()))
        .hasMessage("Invalid gradient group pointwise/0: no uses (at least 1)");
    Member member = new Member(3, new Slot("a", "W"), List.of(1));
    assertThatThrownBy(() -> new GradientGroup(GradientKind.TENSOR, "g", List.of(member, member)))
        .hasMessage("Invalid gradient group g: use 3 after use 3 (ascending)");
  }
}
