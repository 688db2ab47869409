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
  @CsvSource({"1,1,1", "3,5,7", "16,32,10", "1,20,3", "33,17,1"})
  void multipliesByWeights(int rows, int in, int out) {
    double[] x = normal("x", (long) rows * in);
    double[] w = normal("w", (long) in * out);
    double[] b = normal("b", out);
    double[] dy = normal("dy", (long) rows * out);
    DenseKernel kernel = kernels().dense(rows, in, out);
    INDArray y = empty(rows, out);
    INDArray unbiased = empty(rows, out);
    INDArray dx = empty(rows, in);
    INDArray dw = of(NaiveMatrix.filled(in * out, 1), in, out);
    INDArray db = of(NaiveMatrix.filled(out, 1), out);

    kernel.forward(of(x, rows, in), of(w, in, out), of(b, out), y);
    kernel.forward(of(x, rows, in), of(w, in, out), null, unbiased);
    kernel.backwardData(of(dy, rows, out), of(w, in, out), dx);
    kernel.backwardWeights(of(x, rows, in), of(dy, rows, out), dw, db);

    double[] product = NaiveMatrix.product(rows, in, out, x, w);
    assertThat(relativeError(unbiased, product)).isLessThan(TOLERANCE);
    assertThat(relativeError(y, NaiveMatrix.addToRows(product, b))).isLessThan(TOLERANCE);
    double[] wt = NaiveMatrix.transpose(in, out, w);
    assertThat(relativeError(dx, NaiveMatrix.product(rows, out, in, dy, wt))).isLessThan(TOLERANCE);
    double[] xt = NaiveMatrix.transpose(rows, in, x);
    double[] added = NaiveMatrix.product(in, rows, out, xt, dy);
    assertThat(relativeError(dw, Naive.map(added, v -> v + 1))).isLessThan(TOLERANCE);
    double[] sums = NaiveMatrix.product(1, rows, out, NaiveMatrix.filled(rows, 1), dy);
    assertThat(relativeError(db, Naive.map(sums, v -> v + 1))).isLessThan(TOLERANCE);
  }

  @Test
  void productsWithoutBiasHaveNoGradientOfOne() {
    INDArray dw = empty(2, 2);
    kernels()
        .dense(1, 2, 2)
        .backwardWeights(of(new double[] {1, 2}, 1, 2), of(new double[] {3, 5}, 1, 2), dw, null);
    assertThat(dw.reshape(4).toFloatVector()).containsExactly(3, 5, 6, 10);
  }

  @Test
  void productsSpoilTheRowsOfWhatIsNotANumber() {
    double[] x = normal("x", 12);
    x[5] = Double.NaN;
    x[9] = Double.POSITIVE_INFINITY;
    INDArray y = empty(3, 2);

    kernels().dense(3, 4, 2).forward(of(x, 3, 4), of(normal("w", 8), 4, 2), null, y);

    assertThat(y.getFloat(0, 1)).isFinite();
    assertThat(y.getFloat(1, 0)).isNaN();
    assertThat(y.getFloat(2, 0)).isInfinite();
  }

  @ParameterizedTest
  @CsvSource({"5,1", "3,7", "16,48", "1,33"})
  void normalisesRows(int rows, int width) {
    double[] x = Naive.map(normal("x", (long) rows * width), v -> 2 * v + 3);
    double[] gamma = normal("gamma", width);
    double[] beta = normal("beta", width);
    double[] dy = normal("dy", (long) rows * width);
    LayerNormKernel kernel = kernels().layerNorm(rows, width, EPSILON);
    INDArray y = empty(rows, width);
    INDArray dx = empty(rows, width);
    INDArray dGamma = of(NaiveMatrix.filled(width, 1), width);
    INDArray dBeta = of(NaiveMatrix.filled(width, 1), width);

    kernel.forward(of(x, rows, width), of(gamma, width), of(beta, width), y);
    kernel.backward(of(x, rows, width), of(dy, rows, width), of(gamma, width), dx, dGamma, dBeta);

    assertThat(relativeError(y, NaiveMatrix.layerNorm(x, gamma, beta, EPSILON)))
        .isLessThan(TOLERANCE);
    double[] slope = NaiveMatrix.slope(v -> NaiveMatrix.layerNorm(v, gamma, beta, EPSILON), x, dy);
    assertThat(error(dx, slope)).isLessThan(TOLERANCE);
    double[] scale = NaiveMatrix.slope(v -> NaiveMatrix.layerNorm(x, v, beta, EPSILON), gamma, dy);
    assertThat(error(dGamma, Naive.map(scale, v -> v + 1))).isLessThan(TOLERANCE);
    double[] shift = NaiveMatrix.slope(v -> NaiveMatrix.layerNorm(x, gamma, v, EPSILON), beta, dy);
    assertThat(error(dBeta, Naive.map(shift, v -> v + 1))).isLessThan(TOLERANCE);
  }

  @Test
  void rowsWithWhatIsNotANumberAreSpoiledWhole() {
    for (double broken : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
      double[] x = normal("x", 8);
      x[6] = broken;
      INDArray ones = of(NaiveMatrix.filled(4, 1), 4);
      INDArray y = empty(2, 4);
      INDArray dx = empty(2, 4);
      LayerNormKernel kernel = kernels().layerNorm(2, 4, EPSILON);

      kernel.forward(of(x, 2, 4), ones, ones, y);
      kernel.backward(of(x, 2, 4), of(normal("dy", 8), 2, 4), ones, dx, ones.dup(), ones.dup());

      for (int j = 0; j < 4; j++) {
        assertThat(y.getFloat(0, j)).isFinite();
        assertThat(dx.getFloat(0, j)).isFinite();
        assertThat(y.getFloat(1, j)).isNaN();
        assertThat(dx.getFloat(1, j)).isNaN();
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

  @ParameterizedTest
  @CsvSource({"1,1,1", "2,5,8", "3,17,4", "4,3,16"})
  void attends(int matrices, int tokens, int width) {
    int size = matrices * tokens * width;
    double[] q = normal("q", size);
    double[] k = normal("k", size);
    double[] v = normal("v", size);
    double[] dy = normal("dy", size);
    AttentionKernel kernel = kernels().attention(matrices, tokens, width);
    INDArray weights = empty(matrices, tokens, tokens);
    INDArray y = empty(matrices, tokens, width);
    INDArray dq = empty(matrices, tokens, width);
    INDArray dk = empty(matrices, tokens, width);
    INDArray dv = empty(matrices, tokens, width);
    INDArray[] arrays = new INDArray[4];
    double[][] values = {q, k, v, dy};
    for (int i = 0; i < arrays.length; i++) {
      arrays[i] = of(values[i], matrices, tokens, width);
    }

    kernel.forward(arrays[0], arrays[1], arrays[2], weights, y);
    kernel.backward(arrays[0], arrays[1], arrays[2], weights, arrays[3], dq, dk, dv);

    NaiveMatrix.Attention naive = new NaiveMatrix.Attention(matrices, tokens, width);
    assertThat(relativeError(y, naive.apply(q, k, v))).isLessThan(TOLERANCE);
    // One token attends to itself whatever the scores are, so two of its gradients are 0.
    assertThat(error(dq, NaiveMatrix.slope(z -> naive.apply(z, k, v), q, dy)))
        .isLessThan(TOLERANCE);
    assertThat(error(dk, NaiveMatrix.slope(z -> naive.apply(q, z, v), k, dy)))
        .isLessThan(TOLERANCE);
    assertThat(error(dv, NaiveMatrix.slope(z -> naive.apply(q, k, z), v, dy)))
        .isLessThan(TOLERANCE);
  }

  @Test
  void queriesThatAreNotNumbersSpoilTheirOwnTokens() {
    double[] q = normal("q", 12);
    q[4] = Double.NaN; // token 2 of the first matrix of 3 x 2
    INDArray weights = empty(2, 3, 3);
    INDArray y = empty(2, 3, 2);
    kernels()
        .attention(2, 3, 2)
        .forward(
            of(q, 2, 3, 2), of(normal("k", 12), 2, 3, 2), of(normal("v", 12), 2, 3, 2), weights, y);
    float[] tokens = y.reshape(12).toFloatVector();
    for (int i = 0; i < tokens.length; i++) {
      assertThat(Float.isNaN(tokens[i])).isEqualTo(i / 2 == 2);
    }
  }

  /** Relative to the largest element, or absolute where all are nearly 0. */
  private static double error(INDArray actual, double[] expected) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    return largest > 1e-6 ? relativeError(actual, expected) : actual.amaxNumber().doubleValue();
  }
}
