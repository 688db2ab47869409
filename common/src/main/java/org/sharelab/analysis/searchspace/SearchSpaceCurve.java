package org.sharelab.analysis.searchspace;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.sharelab.analysis.searchspace.SearchSpace.InnerCount;
import org.sharelab.check.Checks;

/**
 * How the search space grows with the number of tensors, one curve per stage size: Fig. 1 of SPIN's
 * supplement as data.
 *
 * @param layers L
 * @param stageLayers sizes of a stage, one curve each
 * @param tensors the largest P; curves start at 1
 */
public record SearchSpaceCurve(int layers, List<Integer> stageLayers, int tensors) {
  /** The sizes of the supplement's figure. */
  public static final SearchSpaceCurve FIGURE_1 =
      new SearchSpaceCurve(32, List.of(1, 2, 4, 8, 16, 32), 32);

  /**
   * A point of a curve.
   *
   * @param stagedPrinted Omega_S with the printed inner count
   * @param staged Omega_S with the true one
   */
  public record Point(
      int layers, int stageLayers, int tensors, BigInteger stagedPrinted, BigInteger staged) {}

  public SearchSpaceCurve {
    stageLayers = List.copyOf(stageLayers);
    SearchSpace.checkSizes(layers, tensors);
    for (int size : stageLayers) {
      Checks.valid(
          size >= 1 && layers % size == 0,
          "Invalid stage size: %d (a divisor of the %d layers)",
          size,
          layers);
    }
  }

  /** All points, by stage size and then by number of tensors. */
  public List<Point> points() {
    List<Point> points = new ArrayList<>();
    for (int size : stageLayers) {
      List<Integer> stages = Collections.nCopies(layers / size, size);
      BigInteger[] printed = SearchSpace.stagedUpTo(stages, 1, tensors, InnerCount.PRINTED);
      BigInteger[] staged = SearchSpace.stagedUpTo(stages, 1, tensors, InnerCount.SURJECTIONS);
      for (int p = 1; p <= tensors; p++) {
        points.add(new Point(layers, size, p, printed[p], staged[p]));
      }
    }
    return points;
  }
}
