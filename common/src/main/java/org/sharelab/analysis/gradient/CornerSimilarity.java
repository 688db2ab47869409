package org.sharelab.analysis.gradient;

import java.util.ArrayList;
import java.util.List;
import org.sharelab.analysis.gradient.GradientGroup.Member;
import org.sharelab.result.PairSimilarity;

/**
 * Compares the members of a group that have one of two shapes, on the corner of these shapes.
 *
 * <p>Sums over shards run in the order of the shards, sums over elements in memory order; all in
 * double precision.
 */
final class CornerSimilarity {
  private final List<Integer> shape;
  private final List<Integer> otherShape;
  private final List<Member> members = new ArrayList<>();

  /** Gradients on the corner, by shard and member. */
  private final List<List<double[]>> shards = new ArrayList<>();

  private final List<double[]> totals;
  private final long examples;

  CornerSimilarity(GroupGradients gradients, List<Integer> shape, List<Integer> otherShape) {
    this.shape = shape;
    this.otherShape = otherShape;
    this.examples = gradients.examples();
    Corner corner = Corner.of(shape, otherShape);
    List<Member> all = gradients.group().members();
    for (Member member : all) {
      if (member.shape().equals(shape) || member.shape().equals(otherShape)) {
        members.add(member);
      }
    }
    for (ShardGradients shard : gradients.shards()) {
      List<double[]> cut = new ArrayList<>();
      for (Member member : members) {
        cut.add(corner.of(shard.sums().get(all.indexOf(member)), member.shape()));
      }
      shards.add(cut);
    }
    this.totals = totals();
  }

  private List<double[]> totals() {
    List<double[]> sums = shards.get(0).stream().map(double[]::clone).toList();
    for (List<double[]> shard : shards.subList(1, shards.size())) {
      for (int i = 0; i < sums.size(); i++) {
        add(sums.get(i), shard.get(i), 1);
      }
    }
    return sums;
  }

  private static void add(double[] sum, double[] values, int sign) {
    for (int k = 0; k < sum.length; k++) {
      sum[k] += sign * values[k];
    }
  }

  /** One similarity per pair of members of these two shapes. */
  List<PairSimilarity> pairs() {
    double[][] gram = Gram.of(totals);
    List<double[][]> jackknife = leaveOneOut();
    List<SignBits> signs = totals.stream().map(SignBits::new).toList();
    List<PairSimilarity> pairs = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      for (int j = i + 1; j < members.size(); j++) {
        if (isCompared(members.get(i), members.get(j))) {
          pairs.add(
              new PairSimilarity(
                  members.get(i).use(),
                  members.get(j).use(),
                  Gram.cosine(gram, i, j),
                  standardError(jackknife, i, j),
                  gram[i][j] / examples / examples,
                  Math.sqrt(gram[i][i]) / examples,
                  Math.sqrt(gram[j][j]) / examples,
                  signs.get(i).agreement(signs.get(j)),
                  totals.get(i).length));
        }
      }
    }
    return pairs;
  }

  /** Two members of the same shape meet on their own corner, the whole. */
  private boolean isCompared(Member i, Member j) {
    return shape.equals(otherShape) || !i.shape().equals(j.shape());
  }

  /** Inner products without shard s, for each s; none if there is only one shard. */
  private List<double[][]> leaveOneOut() {
    List<double[][]> grams = new ArrayList<>();
    if (shards.size() > 1) {
      for (List<double[]> shard : shards) {
        List<double[]> rest = totals.stream().map(double[]::clone).toList();
        for (int i = 0; i < rest.size(); i++) {
          add(rest.get(i), shard.get(i), -1);
        }
        grams.add(Gram.of(rest));
      }
    }
    return grams;
  }

  /**
   * Delete-one jackknife: sqrt((S - 1) / S * sum over s of (c_s - mean c)^2), where c_s is the
   * cosine without shard s. Shards count alike although their sizes may differ by a batch.
   */
  private static double standardError(List<double[][]> jackknife, int i, int j) {
    int n = jackknife.size();
    if (n < 2) {
      return Double.NaN;
    }
    double[] cosines = jackknife.stream().mapToDouble(gram -> Gram.cosine(gram, i, j)).toArray();
    double mean = 0;
    for (double cosine : cosines) {
      mean += cosine / n;
    }
    double squares = 0;
    for (double cosine : cosines) {
      squares += (cosine - mean) * (cosine - mean);
    }
    return Math.sqrt((n - 1.0) / n * squares);
  }
}
