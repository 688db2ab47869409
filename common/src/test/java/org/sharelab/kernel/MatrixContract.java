package org.sharelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.sharelab.kernel.Arrays32.empty;
import static org.sharelab.kernel.Arrays32.normal;
import static org.sharelab.kernel.Arrays32.of;
import static org.sharelab.kernel.Arrays32.relativeError;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What every implementation of the primitives on plain matrices must do, against plain loops in
 * double precision; gradients against differences of the loops.
 */
abstract class MatrixContract extends KernelFixture {
  private static final double EPSILON = 1e-5;

  @ParameterizedTest
  @CsvSource({
    "1,1,1,false",
    "3,5,7,false",
    "16,32,10,false",
    "1,20,3,false",
    "33,17,1,false",
    "3,5,7,true",
    "33,17,16,true"
  })
  void multipliesByWeights(int rows, int in, int out, boolean outputsFirst) {
    double[] x = normal("x", (long) rows * in);
    double[] w = normal("w", (long) in * out);
    double[] b = normal("b", out);
    double[] dy = normal("dy", (long) rows * out);
    double[] stored = outputsFirst ? NaiveMatrix.transpose(in, out, w) : w;
    INDArray weight = outputsFirst ? of(stored, out, in, 1, 1) : of(stored, in, out);
    DenseKernel kernel = kernels().dense(new DenseShape(rows, in, out, outputsFirst));
    Tensor y = rows(rows, out);
    Tensor unbiased = rows(rows, out);
    Tensor dx = rows(rows, in);
    INDArray dw = of(NaiveMatrix.filled(in * out, 1), weight.shape());
    INDArray db = of(NaiveMatrix.filled(out, 1), out);

    kernel.forward(rows(x, rows, in), weight, of(b, out), y);
    kernel.forward(rows(x, rows, in), weight, null, unbiased);
    kernel.backwardData(rows(dy, rows, out), weight, dx);
    kernel.backwardWeights(rows(x, rows, in), rows(dy, rows, out), dw, db);

    double[] product = NaiveMatrix.product(rows, in, out, x, w);
    assertThat(relativeError(plain(unbiased), product)).isLessThan(TOLERANCE);
    assertThat(relativeError(plain(y), NaiveMatrix.addToRows(product, b))).isLessThan(TOLERANCE);
    double[] wt = NaiveMatrix.transpose(in, out, w);
    double[] back = NaiveMatrix.product(rows, out, in, dy, wt);
    assertThat(relativeError(plain(dx), back)).isLessThan(TOLERANCE);
    double[] xt = NaiveMatrix.transpose(rows, in, x);
    double[] added = NaiveMatrix.product(in, rows, out, xt, dy);
    double[] addedStored = outputsFirst ? NaiveMatrix.transpose(in, out, added) : added;
    assertThat(relativeError(dw, Naive.map(addedStored, v -> v + 1))).isLessThan(TOLERANCE);
    double[] sums = NaiveMatrix.product(1, rows, out, NaiveMatrix.filled(rows, 1), dy);
    assertThat(relativeError(db, Naive.map(sums, v -> v + 1))).isLessThan(TOLERANCE);
  }

  @Test
  void productsWithoutBiasHaveNoGradientOfOne() {
    INDArray dw = empty(2, 2);
    kernels()
        .dense(new DenseShape(1, 2, 2, false))
        .backwardWeights(
            rows(new double[] {1, 2}, 1, 2), rows(new double[] {3, 5}, 1, 2), dw, null);
    assertThat(dw.reshape(4).toFloatVector()).containsExactly(3, 5, 6, 10);
  }

  @Test
  void productsSpoilTheRowsOfWhatIsNotANumber() {
    double[] x = normal("x", 12);
    x[5] = Double.NaN;
    x[9] = Double.POSITIVE_INFINITY;
    Tensor result = rows(3, 2);

    kernels()
        .dense(new DenseShape(3, 4, 2, false))
        .forward(rows(x, 3, 4), of(normal("w", 8), 4, 2), null, result);

    INDArray y = plain(result).reshape(3, 2);
    assertThat(y.getFloat(0, 1)).isFinite();
    assertThat(y.getFloat(1, 0)).isNaN();
    assertThat(y.getFloat(2, 0)).isInfinite();
  }

  @ParameterizedTest
  @CsvSource({"5,1", "3,7", "16,48", "1,33", "70,64"})
  void normalisesRows(int rows, int width) {
    double[] x = Naive.map(normal("x", (long) rows * width), v -> 2 * v + 3);
    double[] gamma = normal("gamma", width);
    double[] beta = normal("beta", width);
    double[] dy = normal("dy", (long) rows * width);
    LayerNormKernel kernel = kernels().layerNorm(rows, width, EPSILON);
    Tensor y = rows(rows, width);
    Tensor inPlace = rows(dy, rows, width);
    INDArray dGamma = of(NaiveMatrix.filled(width, 1), width);
    INDArray dBeta = of(NaiveMatrix.filled(width, 1), width);

    kernel.forward(rows(x, rows, width), of(gamma, width), of(beta, width), y);
    kernel.backward(rows(x, rows, width), inPlace, of(gamma, width), inPlace, dGamma, dBeta);

    assertThat(relativeError(plain(y), NaiveMatrix.layerNorm(x, gamma, beta, EPSILON)))
        .isLessThan(TOLERANCE);
    double[] dx = NaiveMatrix.layerNormBackward(x, dy, gamma, EPSILON);
    assertThat(error(plain(inPlace), dx)).isLessThan(TOLERANCE);
    double[] scale = NaiveMatrix.slope(v -> NaiveMatrix.layerNorm(x, v, beta, EPSILON), gamma, dy);
    assertThat(error(dGamma, Naive.map(scale, v -> v + 1))).isLessThan(TOLERANCE);
    double[] shift = NaiveMatrix.slope(v -> NaiveMatrix.layerNorm(x, gamma, v, EPSILON), beta, dy);
    assertThat(error(dBeta, Naive.map(shift, v -> v + 1))).isLessThan(TOLERANCE);
  }

  /** The formula that the gradients above are compared with. */
  @Test
  void theReferenceOfTheNormHasTheRightSlope() {
    double[] x = normal("x", 21);
    double[] gamma = normal("gamma", 7);
    double[] dy = normal("dy", 21);
    double[] slope = NaiveMatrix.slope(v -> NaiveMatrix.layerNorm(v, gamma, dy, EPSILON), x, dy);
    double[] formula = NaiveMatrix.layerNormBackward(x, dy, gamma, EPSILON);
    assertThat(formula).containsExactly(slope, within(1e-8));
  }

  @Test
  void rowsWithWhatIsNotANumberAreSpoiledWhole() {
    for (double broken : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
      double[] x = normal("x", 8);
      x[6] = broken;
      INDArray ones = of(NaiveMatrix.filled(4, 1), 4);
      Tensor y = rows(2, 4);
      Tensor dx = rows(2, 4);
      LayerNormKernel kernel = kernels().layerNorm(2, 4, EPSILON);

      kernel.forward(rows(x, 2, 4), ones, ones, y);
      kernel.backward(rows(x, 2, 4), rows(normal("dy", 8), 2, 4), ones, dx, ones.dup(), ones.dup());

      for (int j = 0; j < 4; j++) {
        assertThat(plain(y).getFloat(0, j, 0, 0)).isFinite();
        assertThat(plain(dx).getFloat(0, j, 0, 0)).isFinite();
        assertThat(plain(y).getFloat(1, j, 0, 0)).isNaN();
        assertThat(plain(dx).getFloat(1, j, 0, 0)).isNaN();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "4,10,1", "7,3,1", "3,10,300"})
  void comparesDistributions(int rows, int classes, double spread) {
    double[] logits = Naive.map(normal("logits", (long) rows * classes), v -> spread * v);
    // Shares that sum to 1, 0.9 of them on one class, and one row that sums to less.
    double[] targets = NaiveMatrix.filled(rows * classes, 0.1 / classes);
    for (int i = 0; i < rows; i++) {
      targets[i * classes + i % classes] += 0.9;
    }
    targets[0] -= 0.25;
    SoftmaxCrossEntropyKernel kernel = kernels().softmaxCrossEntropy(rows, classes);
    INDArray probabilities = empty(rows, classes);
    INDArray gradient = empty(rows, classes);

    kernel.softmax(of(logits, rows, classes), probabilities);
    double loss = kernel.loss(of(logits, rows, classes), of(targets, rows, classes), gradient);

    assertThat(relativeError(probabilities, NaiveMatrix.softmax(logits, classes)))
        .isLessThan(TOLERANCE);
    double expected = NaiveMatrix.crossEntropy(logits, targets, classes);
    assertThat(loss).isCloseTo(expected, within(TOLERANCE * Math.max(1, Math.abs(expected))));
    double[] slope =
        NaiveMatrix.slope(
            v -> new double[] {NaiveMatrix.crossEntropy(v, targets, classes)},
            logits,
            new double[] {1});
    assertThat(error(gradient, slope)).isLessThan(TOLERANCE);
  }

  @Test
  void lossIsNotANumberWhereAScoreIsNot() {
    double[] logits = {1, 2, Double.NaN, 3, 1, Double.NEGATIVE_INFINITY};
    INDArray targets = of(new double[] {1, 0, 1, 0, 1, 0}, 3, 2);
    INDArray probabilities = empty(3, 2);
    INDArray gradient = empty(3, 2);
    SoftmaxCrossEntropyKernel kernel = kernels().softmaxCrossEntropy(3, 2);

    kernel.softmax(of(logits, 3, 2), probabilities);
    double loss = kernel.loss(of(logits, 3, 2), targets, gradient);

    assertThat(loss).isNaN();
    assertThat(probabilities.getFloat(0, 0)).isFinite();
    assertThat(probabilities.getFloat(1, 0)).isNaN();
    assertThat(gradient.getFloat(1, 0)).isNaN();
    // A score of minus infinity is a class that cannot be.
    assertThat(probabilities.getFloat(2, 0)).isEqualTo(1f);
    assertThat(probabilities.getFloat(2, 1)).isZero();
    assertThat(gradient.getFloat(2, 1)).isZero();
  }

  /** Relative to the largest element, or absolute where all are nearly 0. */
  private static double error(INDArray actual, double[] expected) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    return largest > 1e-6 ? relativeError(actual, expected) : actual.amaxNumber().doubleValue();
  }
}
