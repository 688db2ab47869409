package org.sharelab.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

class ErfGeluTest {
  private final ErfGelu gelu = new ErfGelu();

  /** x Phi(x) with Phi from tables of the normal distribution: Phi(1) = 0.8413447460685429. */
  @Test
  void isInputTimesNormalDistributionFunction() {
    INDArray values = Nd4j.createFromArray(-1.0, 0.0, 1.0, 2.0);
    assertThat(gelu.getActivation(values, true).toDoubleVector())
        .containsExactly(
            new double[] {-0.15865525393145707, 0, 0.8413447460685429, 1.9544997361036416},
            within(1e-12));
  }

  @Test
  void derivativeMatchesCentralDifferences() {
    INDArray x = Nd4j.linspace(DataType.DOUBLE, -6, 0.01, 1201);
    double h = 1e-5;
    INDArray up = gelu.getActivation(x.add(h), true);
    INDArray down = gelu.getActivation(x.sub(h), true);
    INDArray expected = up.sub(down).divi(2 * h);
    INDArray actual = gelu.backprop(x.dup(), Nd4j.onesLike(x)).getFirst();
    assertThat(actual.sub(expected).amaxNumber().doubleValue()).isLessThan(1e-9);
  }

  @Test
  void singlePrecisionAgreesWithDouble() {
    INDArray x = Nd4j.linspace(DataType.DOUBLE, -50, 0.001, 100_001);
    INDArray single = x.castTo(DataType.FLOAT);
    INDArray exactly = single.castTo(DataType.DOUBLE);
    INDArray value = gelu.getActivation(single.dup(), true).castTo(DataType.DOUBLE);
    INDArray error = value.sub(gelu.getActivation(exactly.dup(), true));
    INDArray size = Transforms.abs(exactly, true).addi(1);
    assertThat(error.div(size).amaxNumber().doubleValue()).isLessThan(3e-7);

    INDArray ones = Nd4j.onesLike(single);
    INDArray slope = gelu.backprop(single.dup(), ones).getFirst().castTo(DataType.DOUBLE);
    INDArray exactSlope = gelu.backprop(exactly.dup(), Nd4j.onesLike(exactly)).getFirst();
    assertThat(slope.sub(exactSlope).amaxNumber().doubleValue()).isLessThan(2e-6);
  }

  @Test
  void respectsViewsAndMemoryOrder() {
    INDArray whole = Nd4j.rand(DataType.FLOAT, 5, 7).subi(0.5);
    INDArray rows = whole.get(NDArrayIndex.interval(1, 4));
    INDArray expected = gelu.getActivation(rows.castTo(DataType.DOUBLE), true);
    INDArray untouched = whole.getRow(4).dup();
    assertThat(gelu.getActivation(rows, true).castTo(DataType.DOUBLE).equalsWithEps(expected, 1e-6))
        .isTrue();
    assertThat(whole.getRow(4)).isEqualTo(untouched);

    INDArray x = Nd4j.rand(DataType.FLOAT, 3, 4);
    INDArray gradient = Nd4j.rand(DataType.FLOAT, 3, 4);
    INDArray inOrder = gelu.backprop(x.dup('c'), gradient.dup('c')).getFirst();
    INDArray mixed = gelu.backprop(x.dup('c'), gradient.dup('f')).getFirst();
    assertThat(mixed).isEqualTo(inOrder);
  }
}
