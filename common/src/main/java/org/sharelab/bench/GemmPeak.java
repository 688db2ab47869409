package org.sharelab.bench;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** How fast this machine multiplies large matrices: what speeds of training are compared with. */
final class GemmPeak {
  static final int SIDE = 2048;

  private static final int RUNS = 8;
  private static final double FLOP = 2.0 * SIDE * SIDE * SIDE;

  private GemmPeak() {}

  /**
   * GFLOP/s of a product of two float matrices of 2048 x 2048: the fastest of several runs, by
   * ND4J's library or by the kernels, whichever is faster.
   */
  static double measure() {
    try (SquareProduct product = new SquareProduct(SIDE);
        INDArray columns = Nd4j.create(DataType.FLOAT, new long[] {SIDE, SIDE}, 'f')) {
      double blas = shortest(() -> product.multiplyByNd4j(columns));
      double kernel = shortest(product::multiply);
      return FLOP / Math.min(blas, kernel);
    }
  }

  /** Nanoseconds, so that operations per nanosecond are GFLOP/s. */
  private static double shortest(Runnable product) {
    double shortest = Double.POSITIVE_INFINITY;
    for (int run = 0; run < RUNS; run++) {
      long start = System.nanoTime();
      product.run();
      shortest = Math.min(shortest, System.nanoTime() - start);
    }
    return shortest;
  }
}
