package org.sharelab.analysis.gradient;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sharelab.check.Checks;
import org.sharelab.sharing.Topology;

/** Initial clusters of SuperWeight networks: neighbours in depth, kernel sizes kept apart. */
public final class DepthBins {
  private DepthBins() {}

  /**
   * Cuts the layers of each kernel size into consecutive bins.
   *
   * <p>Of about B bins each kernel size gets its share, round(B n_k / n) with ties to even, but at
   * least one; the n_k layers are spread evenly and the first bins take one more each where that
   * does not come out. The total may therefore differ from B: WRN-28 with B = 4 has 5 bins. Bins
   * are numbered by ascending kernel size, then depth (from the authors' code).
   *
   * @param kernels kernel size of each layer, in depth order
   * @param bins B, 1 to the number of layers
   */
  public static Topology of(List<Integer> kernels, int bins) {
    int depth = kernels.size();
    Checks.valid(
        bins >= 1 && bins <= depth,
        "Invalid number of depth bins: %d (1 to %d layers)",
        bins,
        depth);
    Integer[] assignment = new Integer[depth];
    int first = 0;
    for (int kernel : kernels.stream().distinct().sorted().toList()) {
      List<Integer> layers = positions(kernels, kernel);
      int share = Math.max(1, (int) Math.rint((double) bins * layers.size() / depth));
      for (int i = 0; i < layers.size(); i++) {
        assignment[layers.get(i)] = first + bin(i, layers.size(), share);
      }
      first += share;
    }
    return new Topology(Arrays.asList(assignment));
  }

  private static List<Integer> positions(List<Integer> kernels, int kernel) {
    List<Integer> positions = new ArrayList<>();
    for (int i = 0; i < kernels.size(); i++) {
      if (kernels.get(i) == kernel) {
        positions.add(i);
      }
    }
    return positions;
  }

  /** The bin of the i-th of n layers: the first n mod bins bins have one more than the others. */
  private static int bin(int i, int n, int bins) {
    int small = n / bins;
    int inLargeBins = (n % bins) * (small + 1);
    return i < inLargeBins ? i / (small + 1) : n % bins + (i - inLargeBins) / small;
  }
}
