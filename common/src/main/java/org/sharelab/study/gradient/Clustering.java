package org.sharelab.study.gradient;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sharelab.analysis.gradient.Clusters;
import org.sharelab.analysis.gradient.ControlGroupings;
import org.sharelab.analysis.gradient.GradientGroup;
import org.sharelab.analysis.gradient.SimilarityMatrix;
import org.sharelab.check.Checks;
import org.sharelab.config.Names;
import org.sharelab.random.Seed;
import org.sharelab.result.ClusterRow;
import org.sharelab.result.GradientSimilarityRow;
import org.sharelab.sharing.Slot;
import org.sharelab.sharing.Topology;

/**
 * The groups that a learned trial shares by, from the similarities of its source.
 *
 * <p>Grouped are the positions of the source's first shared component. Positions that were not
 * compared, as they use different tensors of the source, stay apart: groups are refined, not mixed.
 *
 * @param component the positions
 * @param clusters of these
 */
public record Clustering(LearnedTrial trial, GradientGroup component, Clusters clusters) {

  /**
   * Groups by similarity, or as the control of that.
   *
   * @param rows of the source, also of other moments and groups
   */
  public static Clustering of(
      LearnedTrial trial, GradientSpec gradient, List<GradientSimilarityRow> rows) {
    GradientGroup component = component(trial);
    Set<String> groups = comparedIn(component, trial, gradient);
    double[][] cosines = undefined(component);
    for (GradientSimilarityRow row : rows) {
      if (row.epoch() == trial.from().epoch()
          && row.kind().equals(Names.of(trial.from().kind()))
          && groups.contains(row.groupId())) {
        int i = index(component, row.pair().useI());
        int j = index(component, row.pair().useJ());
        cosines[i][j] = row.pair().cosine();
        cosines[j][i] = row.pair().cosine();
      }
    }
    return of(trial, component, cosines);
  }

  /**
   * Finds out before anything runs whether the groups can be formed and fit the model.
   *
   * @throws org.sharelab.check.ValidationException if not
   */
  static void check(LearnedTrial trial, GradientSpec gradient) {
    Checks.valid(
        gradient.compare() != GradientSpec.Compare.KERNEL,
        "Invalid gradient.compare: kernel (tensor or component where plans are learned)");
    GradientGroup component = component(trial);
    Set<String> ids = comparedIn(component, trial, gradient);
    double[][] cosines = undefined(component);
    for (GradientGroup group : MeasuredGroups.of(trial.source().design(), gradient)) {
      if (ids.contains(group.id())) {
        for (GradientGroup.Member a : group.members()) {
          for (GradientGroup.Member b : group.members()) {
            cosines[index(component, a.use())][index(component, b.use())] = 0;
          }
        }
      }
    }
    Clustering any = of(trial, component, cosines);
    trial.with(any.clusters.rule());
  }

  private static GradientGroup component(LearnedTrial trial) {
    return GradientGroup.perComponent(trial.source().design()).get(0);
  }

  private static Set<String> comparedIn(
      GradientGroup component, LearnedTrial trial, GradientSpec gradient) {
    List<Slot> slots = component.members().stream().map(GradientGroup.Member::slot).toList();
    Set<String> ids = new HashSet<>();
    for (GradientGroup group : MeasuredGroups.of(trial.source().design(), gradient)) {
      if (group.members().stream().allMatch(member -> slots.contains(member.slot()))) {
        ids.add(group.id());
      }
    }
    return ids;
  }

  private static double[][] undefined(GradientGroup component) {
    int n = component.members().size();
    double[][] values = new double[n][n];
    Arrays.stream(values).forEach(row -> Arrays.fill(row, Double.NaN));
    return values;
  }

  private static int index(GradientGroup component, int use) {
    return component.members().stream().map(GradientGroup.Member::use).toList().indexOf(use);
  }

  private static Clustering of(LearnedTrial trial, GradientGroup component, double[][] cosines) {
    Clusters learned =
        trial.from().criterion().group(SimilarityMatrix.of(cosines), component.sizes());
    Topology topology = learned.topology();
    Seed seed = trial.seed();
    Clusters clusters =
        switch (trial.from().control()) {
          case NONE -> learned;
          case RANDOM -> control(ControlGroupings.withSizesOf(topology, seed));
          case RANDOM_BALANCED ->
              control(ControlGroupings.balanced(topology.depth(), topology.tensors(), seed));
          case BY_SHAPE ->
              control(
                  ControlGroupings.byShape(
                      component.members().stream().map(GradientGroup.Member::shape).toList()));
        };
    return new Clustering(trial, component, clusters);
  }

  private static Clusters control(Topology topology) {
    return new Clusters(topology, Double.NaN);
  }

  /** The rows of the table {@code clusters}. */
  public List<ClusterRow> rows() {
    PlanFrom from = trial.from();
    boolean learned = from.control() == PlanFrom.Control.NONE;
    return clusters.rows(
        trial.source().id(),
        from.epoch(),
        component,
        learned ? Names.of(from.kind()) : "none",
        learned ? from.criterion().name() : Names.of(from.control()),
        new ClusterRow.Plan(trial.planId(), from.label(), trial.with(clusters.rule()).id()));
  }
}
