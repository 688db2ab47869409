package org.sharelab.analysis.gradient;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.sharelab.check.Checks;
import org.sharelab.config.Names;
import org.sharelab.result.GradientSimilarityRow;
import org.sharelab.result.PairSimilarity;

/**
 * Similarity of all pairs of uses of a group.
 *
 * @param pairs i before j, in lexicographic order
 * @param examples that the gradients are means of
 */
public record GroupSimilarity(
    GradientGroup group, List<PairSimilarity> pairs, long examples, int shards)
    implements Serializable {
  public GroupSimilarity {
    pairs = List.copyOf(pairs);
  }

  /**
   * Compares gradients summed over all shards, in the order of their numbers.
   *
   * @param shards number of shards that the data was cut into, S
   * @throws org.sharelab.check.EnvironmentException if a shard is missing
   */
  public static GroupSimilarity of(GroupGradients gradients, int shards) {
    List<Integer> present = gradients.shards().stream().map(ShardGradients::shard).toList();
    List<Integer> missing =
        IntStream.range(0, shards).filter(shard -> !present.contains(shard)).boxed().toList();
    Checks.environment(
        missing.isEmpty() && present.size() == shards,
        "Cannot compare gradients of %s: of %d shards %s are missing",
        gradients.group().id(),
        shards,
        missing);
    return new GroupSimilarity(
        gradients.group(), pairs(gradients), gradients.examples(), present.size());
  }

  /** Members of one shape, or of two, share a corner and so one Gram product. */
  private static List<PairSimilarity> pairs(GroupGradients gradients) {
    GradientGroup group = gradients.group();
    List<List<Integer>> shapes =
        group.members().stream().map(GradientGroup.Member::shape).distinct().toList();
    List<PairSimilarity> pairs = new ArrayList<>();
    for (int a = 0; a < shapes.size(); a++) {
      for (int b = a; b < shapes.size(); b++) {
        pairs.addAll(new CornerSimilarity(gradients, shapes.get(a), shapes.get(b)).pairs());
      }
    }
    pairs.sort(
        Comparator.comparingInt(PairSimilarity::useI).thenComparingInt(PairSimilarity::useJ));
    return pairs;
  }

  /** The cosines as a matrix over the members, in their order. */
  public SimilarityMatrix cosines() {
    List<Integer> uses = group.members().stream().map(GradientGroup.Member::use).toList();
    double[][] values = new double[uses.size()][uses.size()];
    for (double[] row : values) {
      Arrays.fill(row, Double.NaN);
    }
    for (PairSimilarity pair : pairs) {
      int i = uses.indexOf(pair.useI());
      int j = uses.indexOf(pair.useJ());
      values[i][j] = pair.cosine();
      values[j][i] = pair.cosine();
    }
    return SimilarityMatrix.of(values);
  }

  /** The rows of the table {@code gradient_similarity}. */
  public List<GradientSimilarityRow> rows(String trialId, int epoch) {
    return pairs.stream()
        .map(
            pair ->
                new GradientSimilarityRow(
                    trialId, epoch, Names.of(group.kind()), group.id(), pair, examples, shards))
        .toList();
  }
}
