package org.sharelab.bench;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.kernel.BatchShape;
import org.sharelab.kernel.DenseKernel;
import org.sharelab.kernel.DenseShape;
import org.sharelab.kernel.KernelChoice;
import org.sharelab.kernel.Kernels;
import org.sharelab.kernel.PlainTensor;

/** Multiplies two square matrices by the kernels; small ones need nothing but their core. */
final class SquareProduct implements AutoCloseable {
  private static final double NANOSECONDS = 1e9;
  private static final double NANOSECONDS_PER_MILLISECOND = 1e6;

  private final Kernels kernels = KernelChoice.current().open();
  private final DenseKernel product;
  private final INDArray a;
  private final INDArray b;
  private final INDArray c;
  private final PlainTensor input;
  private final PlainTensor output;

  /**
   * @param side rows and columns of each matrix
   */
  SquareProduct(int side) {
    product = kernels.dense(new DenseShape(side, side, side, false));
    a = Nd4j.ones(DataType.FLOAT, side, side);
    b = Nd4j.ones(DataType.FLOAT, side, side);
    c = Nd4j.create(DataType.FLOAT, new long[] {side, side}, 'c');
    input = kernels.plain(BatchShape.of(side, side, 1, 1));
    output = kernels.plain(BatchShape.of(side, side, 1, 1));
    input.bind(a);
    output.bind(c);
  }

  void multiply() {
    product.forward(input, b, null, output);
  }

  /** The same by ND4J's library. */
  void multiplyByNd4j(INDArray columns) {
    a.mmuli(b, columns);
  }

  /** Multiplies for about that long, and says how long each product took. */
  StepTimes run(double seconds) {
    List<Double> milliseconds = new ArrayList<>();
    long start = System.nanoTime();
    long last = start;
    while (milliseconds.isEmpty() || (last - start) / NANOSECONDS < seconds) {
      multiply();
      long now = System.nanoTime();
      milliseconds.add((now - last) / NANOSECONDS_PER_MILLISECOND);
      last = now;
    }
    return new StepTimes(milliseconds);
  }

  @Override
  public void close() {
    kernels.close();
    a.close();
    b.close();
    c.close();
  }
}
