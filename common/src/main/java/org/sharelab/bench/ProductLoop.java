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

/** Multiplies two matrices of 256 x 256 over and over: work that needs nothing but its core. */
final class ProductLoop implements AutoCloseable {
  private static final int SIDE = 256;
  private static final double NANOSECONDS = 1e9;
  private static final double NANOSECONDS_PER_MILLISECOND = 1e6;

  private final Kernels kernels = KernelChoice.current().open();
  private final DenseKernel product = kernels.dense(new DenseShape(SIDE, SIDE, SIDE, false));
  private final INDArray a = Nd4j.ones(DataType.FLOAT, SIDE, SIDE);
  private final INDArray b = Nd4j.ones(DataType.FLOAT, SIDE, SIDE);
  private final INDArray c = Nd4j.ones(DataType.FLOAT, SIDE, SIDE);
  private final PlainTensor input = kernels.plain(BatchShape.of(SIDE, SIDE, 1, 1));
  private final PlainTensor output = kernels.plain(BatchShape.of(SIDE, SIDE, 1, 1));

  ProductLoop() {
    input.bind(a);
    output.bind(c);
  }

  /** How long each product took. */
  StepTimes run(double seconds) {
    List<Double> milliseconds = new ArrayList<>();
    long start = System.nanoTime();
    long last = start;
    while (milliseconds.isEmpty() || (last - start) / NANOSECONDS < seconds) {
      product.forward(input, b, null, output);
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
