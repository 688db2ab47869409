package org.sharelab.bench;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.kernel.BatchShape;
import org.sharelab.kernel.DenseKernel;
import org.sharelab.kernel.DenseShape;
import org.sharelab.kernel.KernelChoice;
import org.sharelab.kernel.Kernels;
import org.sharelab.kernel.PlainTensor;

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
    try (Kernels kernels = KernelChoice.current().open();
        INDArray a = Nd4j.ones(DataType.FLOAT, SIDE, SIDE);
        INDArray b = Nd4j.ones(DataType.FLOAT, SIDE, SIDE);
        INDArray c = Nd4j.create(DataType.FLOAT, new long[] {SIDE, SIDE}, 'c');
        INDArray columns = Nd4j.create(DataType.FLOAT, new long[] {SIDE, SIDE}, 'f')) {
      DenseKernel dense = kernels.dense(new DenseShape(SIDE, SIDE, SIDE, false));
      PlainTensor input = rows(kernels, a);
      PlainTensor output = rows(kernels, c);
      double blas = shortest(() -> a.mmuli(b, columns));
      double kernel = shortest(() -> dense.forward(input, b, null, output));
      return FLOP / Math.min(blas, kernel);
    }
  }

  private static PlainTensor rows(Kernels kernels, INDArray matrix) {
    PlainTensor tensor = kernels.plain(BatchShape.of(SIDE, SIDE, 1, 1));
    tensor.bind(matrix);
    return tensor;
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
