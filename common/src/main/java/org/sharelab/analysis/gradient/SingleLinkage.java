package org.sharelab.analysis.gradient;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.sharelab.check.Checks;

/**
 * Every grouping that Algorithm 1 of the SuperWeights supplement can give for one similarity
 * matrix, over all thresholds.
 *
 * <p>The algorithm takes pairs from a priority queue by descending similarity and merges the groups
 * of the two uses. Which merges happen depends on the threshold only in where they stop, so they
 * are computed once and cut afterwards. The result is single linkage: at threshold t the groups are
 * the connected components of the pairs with similarity greater than t.
 *
 * <p>The algorithm as printed adds the same layer twice where the other one is meant, and does not
 * say what happens if both are in one group already; here the union is then without effect. Among
 * equal similarities the pair with the smaller uses comes first, which matters only where a number
 * of groups is asked for. Undefined similarities (NaN) never merge.
 */
public final class SingleLinkage {
  private final int size;
  private final List<Merge> merges;

  /**
   * A step that unites two groups.
   *
   * @param i smaller use of the pair
   * @param j larger use of the pair
   */
  public record Merge(int i, int j, double similarity) {}

  private SingleLinkage(int size, List<Merge> merges) {
    this.size = size;
    this.merges = List.copyOf(merges);
  }

  /** Merges the uses of a matrix as far as defined similarities go. */
  public static SingleLinkage of(SimilarityMatrix similarity) {
    PriorityQueue<Merge> pairs = queue(similarity);
    DisjointSets groups = new DisjointSets(similarity.size());
    List<Merge> merges = new ArrayList<>();
    while (!pairs.isEmpty() && merges.size() < similarity.size() - 1) {
      Merge pair = pairs.remove();
      if (groups.union(pair.i(), pair.j())) {
        merges.add(pair);
      }
    }
    return new SingleLinkage(similarity.size(), merges);
  }

  private static PriorityQueue<Merge> queue(SimilarityMatrix similarity) {
    PriorityQueue<Merge> pairs =
        new PriorityQueue<>(
            Comparator.comparingDouble(Merge::similarity)
                .reversed()
                .thenComparingInt(Merge::i)
                .thenComparingInt(Merge::j));
    for (int i = 0; i < similarity.size(); i++) {
      for (int j = i + 1; j < similarity.size(); j++) {
        double value = similarity.between(i, j);
        if (!Double.isNaN(value)) {
          pairs.add(new Merge(i, j, value));
        }
      }
    }
    return pairs;
  }

  /** Number of uses, n. */
  public int size() {
    return size;
  }

  /** The merges by descending similarity; at most n - 1. */
  public List<Merge> merges() {
    return merges;
  }

  /**
   * The groups at a threshold.
   *
   * @param threshold pairs must be more similar than this; not NaN
   */
  public Clusters above(double threshold) {
    Checks.valid(!Double.isNaN(threshold), "Invalid similarity threshold: NaN (a number)");
    int count = 0;
    while (count < merges.size() && merges.get(count).similarity() > threshold) {
      count++;
    }
    return cut(count, threshold);
  }

  /**
   * A number of groups: the first n - groups merges.
   *
   * <p>The threshold of the result is the similarity of the first merge left out.
   */
  public Clusters intoGroups(int groups) {
    int fewest = size - merges.size();
    Checks.valid(
        groups >= 1 && groups <= size, "Invalid number of groups: %d (1 to %d uses)", groups, size);
    Checks.valid(
        groups >= fewest,
        "Cannot form %d groups: pairs without a similarity keep %d apart",
        groups,
        fewest);
    return afterMerges(size - groups);
  }

  /** The groups after so many merges, at the threshold that stops right there. */
  Clusters afterMerges(int count) {
    return cut(
        count, count < merges.size() ? merges.get(count).similarity() : Double.NEGATIVE_INFINITY);
  }

  private Clusters cut(int count, double threshold) {
    DisjointSets groups = new DisjointSets(size);
    merges.subList(0, count).forEach(merge -> groups.union(merge.i(), merge.j()));
    return new Clusters(groups.topology(), threshold);
  }
}
