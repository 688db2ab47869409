package org.sharelab.kernel;

import java.util.Arrays;

/** Sums per channel of a plane: of a few chunks in float, which are then added to double ones. */
final class LaneSums {
  private final int block;
  private final int chunksPerFold;
  private final float[] partial;
  private final double[] totals;
  private int chunks;

  LaneSums(int block, StagedLoops loops) {
    this.block = block;
    this.chunksPerFold = loops.chunksPerFold();
    this.partial = new float[loops.lanes()];
    this.totals = new double[block];
  }

  /** What a chunk adds to. */
  float[] partial() {
    return partial;
  }

  double total(int lane) {
    return totals[lane];
  }

  void clear() {
    Arrays.fill(partial, 0f);
    Arrays.fill(totals, 0);
    chunks = 0;
  }

  /** The stage after one that adds: moves the sums where it is time. */
  void foldSometimes(int start, int length) {
    if (++chunks == chunksPerFold) {
      fold();
    }
  }

  /** After the last chunk. */
  void fold() {
    for (int i = 0; i < partial.length; i++) {
      totals[i % block] += partial[i];
    }
    Arrays.fill(partial, 0f);
    chunks = 0;
  }
}
