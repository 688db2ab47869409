package org.sharelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sharelab.kernel.Arrays32.normal;
import static org.sharelab.kernel.Arrays32.of;
import static org.sharelab.kernel.Arrays32.relativeError;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class OneDnnBatchNormTest extends BatchNormContract {
  @Override
  Kernels open() {
    return KernelChoice.ONEDNN.open();
  }

  /**
   * With a mean of 100,000 deviations, sums of squares in float would leave nothing of the
   * variance, and a mean rounded to float shifts results by 3e-5 / 0.01.
   */
  @Test
  void keepsTheDigitsOfDistantMeans() {
    BatchShape shape = BatchShape.of(4, 16, 8, 8);
    double[] x = Naive.map(normal("x", shape.size()), value -> (float) (1000 + 0.01 * value));
    BatchNormKernel kernel = kernels().batchNorm(shape, 0);
    INDArray ones = of(Naive.map(new double[16], zero -> 1));
    INDArray zeros = of(new double[16]);
    Tensor y = tensor(shape);

    kernel.forward(tensor(shape, x), ones, zeros, kernel.statistics(), null, y);

    double[] xhat = Naive.normalise(shape, x, Naive.means(shape, x), Naive.variances(shape, x), 0);
    assertThat(relativeError(plain(y), xhat)).isLessThan(TOLERANCE);
  }
}
