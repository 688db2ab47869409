package org.sharelab.analysis.gradient;

import java.io.Serializable;
import java.util.List;
import org.sharelab.check.Checks;
import org.sharelab.check.ValidationException;

/** Where to stop merging similar uses. */
public sealed interface GroupingCriterion extends Serializable {

  /**
   * Groups uses.
   *
   * @param sizes scalars of the weight of each use, at least 1 each
   * @throws ValidationException if no grouping fulfils the criterion
   */
  Clusters group(SimilarityMatrix similarity, List<Long> sizes);

  /** What result tables call the criterion. */
  String name();

  /** The name with the number that it stops at, such as {@code threshold 0.1}. */
  String label();

  /**
   * All pairs more similar than a threshold are together (tau or beta of the paper).
   *
   * @param threshold a cosine, -1 to 1
   */
  record Threshold(double threshold) implements GroupingCriterion {
    public Threshold {
      checkCosine(threshold);
    }

    @Override
    public String name() {
      return "threshold";
    }

    @Override
    public String label() {
      return name() + " " + threshold;
    }

    @Override
    public Clusters group(SimilarityMatrix similarity, List<Long> sizes) {
      return SingleLinkage.of(similarity).above(threshold);
    }
  }

  /**
   * A fixed number of groups.
   *
   * @param groups 1 to the number of uses
   */
  record GroupCount(int groups) implements GroupingCriterion {
    public GroupCount {
      Checks.valid(groups >= 1, "Invalid number of groups: %d (1 or more)", groups);
    }

    @Override
    public String name() {
      return "group-count";
    }

    @Override
    public String label() {
      return name() + " " + groups;
    }

    @Override
    public Clusters group(SimilarityMatrix similarity, List<Long> sizes) {
      return SingleLinkage.of(similarity).intoGroups(groups);
    }
  }

  /**
   * The highest threshold on a grid start, start - step, start - 2 step, ... at which the groups
   * fit a budget, as the authors' code does with a step of 0.05.
   *
   * <p>A group costs as much as its largest weight.
   *
   * @param parameters the budget: scalars of all groups together
   * @param start the threshold that is used if its groups fit
   */
  record BudgetBySteps(long parameters, double start, double step) implements GroupingCriterion {
    /** Step of the authors' code. */
    public static final double STANDARD_STEP = 0.05;

    public BudgetBySteps {
      checkBudget(parameters);
      checkCosine(start);
      Checks.valid(step > 0 && step <= 2, "Invalid threshold step: %s (above 0, up to 2)", step);
    }

    @Override
    public String name() {
      return "budget-by-steps";
    }

    @Override
    public String label() {
      return name() + " " + parameters;
    }

    @Override
    public Clusters group(SimilarityMatrix similarity, List<Long> sizes) {
      SingleLinkage linkage = SingleLinkage.of(similarity);
      Clusters fewest = linkage.afterMerges(linkage.merges().size());
      checkPossible(parameters, fewest, sizes);
      Clusters clusters = linkage.above(start);
      for (int i = 1; cost(clusters, sizes) > parameters; i++) {
        clusters = linkage.above(start - i * step);
      }
      return clusters;
    }
  }

  /**
   * The fewest merges, at or below a starting threshold, that fit a budget.
   *
   * <p>Ours: the grid of {@link BudgetBySteps} can merge more than is needed.
   *
   * @param parameters the budget: scalars of all groups together
   * @param start the threshold that is used if its groups fit
   */
  record BudgetExactly(long parameters, double start) implements GroupingCriterion {
    public BudgetExactly {
      checkBudget(parameters);
      checkCosine(start);
    }

    @Override
    public String name() {
      return "budget-exactly";
    }

    @Override
    public String label() {
      return name() + " " + parameters;
    }

    @Override
    public Clusters group(SimilarityMatrix similarity, List<Long> sizes) {
      SingleLinkage linkage = SingleLinkage.of(similarity);
      int merges = linkage.merges().size();
      checkPossible(parameters, linkage.afterMerges(merges), sizes);
      Clusters clusters = linkage.above(start);
      for (int count = linkage.size() - clusters.count();
          cost(clusters, sizes) > parameters;
          count++) {
        clusters = linkage.afterMerges(count + 1);
      }
      return clusters;
    }
  }

  /** Sum over the groups of the largest weight: what the groups cost if each keeps one weight. */
  static long cost(Clusters clusters, List<Long> sizes) {
    Checks.valid(
        sizes.size() == clusters.topology().depth(),
        "Invalid weight sizes: %d (%d, one per use)",
        sizes.size(),
        clusters.topology().depth());
    long cost = 0;
    for (int cluster = 0; cluster < clusters.count(); cluster++) {
      cost +=
          clusters.topology().positionsOf(cluster).stream()
              .mapToLong(sizes::get)
              .max()
              .orElseThrow();
    }
    return cost;
  }

  private static void checkBudget(long parameters) {
    Checks.valid(parameters >= 1, "Invalid parameter budget: %d (1 or more)", parameters);
  }

  private static void checkCosine(double threshold) {
    Checks.valid(
        threshold >= -1 && threshold <= 1, "Invalid similarity threshold: %s (-1 to 1)", threshold);
  }

  private static void checkPossible(long parameters, Clusters fewest, List<Long> sizes) {
    long least = cost(fewest, sizes);
    Checks.valid(
        least <= parameters,
        "Cannot fit %d parameters: merging as far as possible leaves %d groups with %d",
        parameters,
        fewest.count(),
        least);
  }
}
