package org.sharelab.analysis.searchspace;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
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
  public static final SearchSpaceCurve FIGURE_1 = ofAllStageSizes(32, 32);

  /** One curve for each stage size that divides the number of layers. */
  public static SearchSpaceCurve ofAllStageSizes(int layers, int tensors) {
    SearchSpace.checkSizes(layers, tensors);
    List<Integer> divisors =
        IntStream.rangeClosed(1, layers).filter(size -> layers % size == 0).boxed().toList();
    return new SearchSpaceCurve(layers, divisors, tensors);
  }

  /**
   * A point of a curve.
   *
   * @param stagedPrinted Omega_S with the printed inner count
   * @param staged Omega_S with the true one
   */
  public record Point(
      int layers, int stageLayers, int tensors, BigInteger stagedPrinted, BigInteger staged) {

    /** log10 of {@link #stagedPrinted}, which no double may hold; -infinity for 0. */
    public double stagedPrintedLog10() {
      return log10(stagedPrinted);
    }

    /** log10 of {@link #staged}; -infinity for 0. */
    public double stagedLog10() {
      return log10(staged);
    }

    private static double log10(BigInteger count) {
      int shift = Math.max(0, count.bitLength() - Double.MAX_EXPONENT);
      return Math.log10(count.shiftRight(shift).doubleValue()) + shift * Math.log10(2);
    }
  }

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
