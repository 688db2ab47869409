package org.sharelab.sharing;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.sharelab.check.Checks;

/**
 * The map t from positions to tensors: position i uses tensor t(i).
 *
 * @param assignment t(0), ..., t(L-1), with values 0..P-1 that all occur
 */
public record Topology(List<Integer> assignment) implements Serializable {
  public Topology {
    assignment = List.copyOf(assignment);
    int tensors = assignment.stream().mapToInt(Integer::intValue).max().orElse(-1) + 1;
    Checks.valid(
        tensors >= 1
            && assignment.stream().distinct().count() == tensors
            && assignment.stream().allMatch(tensor -> tensor >= 0),
        "Invalid topology: %s (tensors 0 to P-1, each used at least once)",
        assignment);
  }

  /** Each position has a tensor of its own. */
  public static Topology unshared(int depth) {
    return new Topology(IntStream.range(0, depth).boxed().toList());
  }

  /** Number of positions, L. */
  public int depth() {
    return assignment.size();
  }

  /** Number of tensors, P. */
  public int tensors() {
    return (int) assignment.stream().distinct().count();
  }

  /** Mean number of uses of a tensor, L / P. */
  public double meanUses() {
    return (double) depth() / tensors();
  }

  /** Positions that use a tensor, ascending. */
  public List<Integer> positionsOf(int tensor) {
    return IntStream.range(0, depth()).filter(i -> assignment.get(i) == tensor).boxed().toList();
  }

  /** The same grouping with tensors numbered in order of first use. */
  public Topology normalised() {
    Map<Integer, Integer> labels = new HashMap<>();
    return new Topology(
        assignment.stream()
            .map(tensor -> labels.computeIfAbsent(tensor, unseen -> labels.size()))
            .toList());
  }
}
