package org.sharelab.kernel;

import static org.sharelab.kernel.Arrays32.empty;
import static org.sharelab.kernel.Arrays32.of;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The primitives under test, fresh for each test, and tensors for them.
 *
 * <p>Errors are relative to the largest element; the tolerance covers float sums of up to some
 * thousand terms.
 */
abstract class KernelFixture {
  static final double TOLERANCE = 1e-5;

  private Kernels kernels;

  /** Keeps an array from being collected while native code has its address. */
  private INDArray held;

  abstract Kernels open();

  @BeforeEach
  void start() {
    kernels = open();
  }

  @AfterEach
  void stop() {
    kernels.close();
  }

  Kernels kernels() {
    return kernels;
  }

  /** Whole and broken blocks of channels, one image, one channel, one cell, odd sides. */
  static Stream<BatchShape> shapes() {
    return Stream.of(
        BatchShape.of(4, 32, 8, 8),
        BatchShape.of(1, 16, 7, 5),
        BatchShape.of(3, 20, 5, 5),
        BatchShape.of(2, 1, 6, 6),
        BatchShape.of(8, 24, 1, 1));
  }

  INDArray hold(INDArray array) {
    held = array;
    return held;
  }

  Tensor tensor(BatchShape shape) {
    return tensor(shape, Layout.NATIVE);
  }

  Tensor tensor(BatchShape shape, Layout layout) {
    return kernels.tensor(shape, layout, kernels.allocate(kernels.bytes(shape, layout)), 0);
  }

  Tensor tensor(BatchShape shape, double[] values) {
    return tensor(kernels, shape, values);
  }

  static Tensor tensor(Kernels kernels, BatchShape shape, double[] values) {
    MemoryBlock memory = kernels.allocate(kernels.bytes(shape, Layout.NATIVE));
    Tensor tensor = kernels.tensor(shape, Layout.NATIVE, memory, 0);
    tensor.load(of(values, shape.dimensions()));
    return tensor;
  }

  /** A matrix: each row an example of one cell. */
  Tensor rows(int rows, int width) {
    return tensor(BatchShape.of(rows, width, 1, 1), Layout.ROWS);
  }

  Tensor rows(double[] values, int rows, int width) {
    Tensor tensor = rows(rows, width);
    tensor.load(of(values, rows, width, 1, 1));
    return tensor;
  }

  static INDArray plain(Tensor tensor) {
    INDArray array = empty(tensor.shape().dimensions());
    tensor.store(array);
    return array;
  }
}
