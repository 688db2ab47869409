package org.sharelab.analysis.gradient;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.sharelab.check.Checks;
import org.sharelab.random.Permutation;
import org.sharelab.random.Seed;
import org.sharelab.sharing.Topology;

/**
 * Groupings that look at no gradient, to compare learned ones with; a manual one is a {@link
 * org.sharelab.sharing.SharingRule.Table}.
 */
public final class ControlGroupings {
  private ControlGroupings() {}

  /**
   * A uniformly random grouping whose sizes differ by at most one.
   *
   * @param groups 1 to {@code uses}
   */
  public static Topology balanced(int uses, int groups, Seed seed) {
    Checks.valid(
        groups >= 1 && groups <= uses, "Invalid number of groups: %d (1 to %d uses)", groups, uses);
    return withSizes(
        IntStream.range(0, groups)
            .mapToObj(group -> uses / groups + (group < uses % groups ? 1 : 0))
            .toList(),
        seed);
  }

  /**
   * A uniformly random grouping with the group sizes of another one: where all weights have one
   * shape, both cost the same.
   */
  public static Topology withSizesOf(Topology other, Seed seed) {
    return withSizes(
        IntStream.range(0, other.tensors())
            .mapToObj(group -> other.positionsOf(group).size())
            .toList(),
        seed);
  }

  /**
   * A uniformly random grouping with these group sizes.
   *
   * @param sizes uses of each group, at least 1 each
   */
  public static Topology withSizes(List<Integer> sizes, Seed seed) {
    Checks.valid(
        !sizes.isEmpty() && Collections.min(sizes) >= 1,
        "Invalid group sizes: %s (at least one group, 1 use or more in each)",
        sizes);
    List<Integer> labels = new ArrayList<>();
    for (int group = 0; group < sizes.size(); group++) {
      labels.addAll(Collections.nCopies(sizes.get(group), group));
    }
    int[] assignment = labels.stream().mapToInt(Integer::intValue).toArray();
    Permutation.shuffle(assignment, seed.generator());
    return new Topology(IntStream.of(assignment).boxed().toList()).normalised();
  }

  /** Uses of one shape are together, as SSN groups by type and shape. */
  public static Topology byShape(List<List<Integer>> shapes) {
    Map<List<Integer>, Integer> groups = new HashMap<>();
    return new Topology(
        shapes.stream()
            .map(shape -> groups.computeIfAbsent(shape, unseen -> groups.size()))
            .toList());
  }
}
