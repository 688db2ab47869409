package org.sharelab.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

class SoftmaxCrossEntropyTest {
  private static final IActivation SOFTMAX = new ActivationSoftmax();

  private final SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy();
  private final INDArray logits =
      Nd4j.createFromArray(new double[][] {{1, 2, 3}, {0, 0, 0}, {-5, 5, 0}});
  private final INDArray labels =
      Nd4j.createFromArray(new double[][] {{0, 0, 1}, {0.1, 0.8, 0.1}, {1, 0, 0}});

  /**
   * Row 1: ln(e^1 + e^2 + e^3) - 3. Row 2: ln 3, whatever the smoothing. Row 3: ln(e^-5 + e^5 + 1)
   * + 5.
   */
  @Test
  void sumsTheLossOfEachExample() {
    double expected =
        Math.log(Math.exp(1) + Math.exp(2) + Math.exp(3))
            - 3
            + Math.log(3)
            + Math.log(Math.exp(-5) + Math.exp(5) + 1)
            + 5;
    assertThat(loss.computeScore(labels, logits, SOFTMAX, null, false))
        .isCloseTo(expected, within(1e-12));
    assertThat(loss.computeScore(labels, logits, SOFTMAX, null, true))
        .isCloseTo(expected / 3, within(1e-12));
    assertThat(loss.computeScoreArray(labels, logits, SOFTMAX, null).sumNumber().doubleValue())
        .isCloseTo(expected, within(1e-12));
  }

  @Test
  void hasTheGradientOfItsFiniteDifferences() {
    INDArray gradient = loss.computeGradient(labels, logits, SOFTMAX, null);
    double step = 1e-6;
    for (int i = 0; i < 3; i++) {
      for (int k = 0; k < 3; k++) {
        INDArray up = logits.dup();
        up.putScalar(i, k, up.getDouble(i, k) + step);
        INDArray down = logits.dup();
        down.putScalar(i, k, down.getDouble(i, k) - step);
        double difference =
            loss.computeScore(labels, up, SOFTMAX, null, false)
                - loss.computeScore(labels, down, SOFTMAX, null, false);
        assertThat(gradient.getDouble(i, k)).isCloseTo(difference / (2 * step), within(1e-8));
      }
    }
  }

  @Test
  void agreesWithTheLossOfTheFramework() {
    INDArray expected = new LossMCXENT().computeGradient(labels, logits.dup(), SOFTMAX, null);
    INDArray actual = loss.computeGradient(labels, logits, SOFTMAX, null);
    assertThat(actual.distance2(expected)).isLessThan(1e-9);
  }

  @Test
  void countsLossAndHitsSinceTheLastTake() {
    loss.computeGradient(labels, logits, SOFTMAX, null);
    SoftmaxCrossEntropy.Totals totals = loss.take();
    assertThat(totals.examples()).isEqualTo(3);
    assertThat(totals.hits()).isEqualTo(1); // row 1; row 2 ties at class 0, row 3 says class 1
    assertThat(totals.lossSum())
        .isCloseTo(loss.computeScore(labels, logits, SOFTMAX, null, false), within(1e-12));
    assertThat(loss.take().examples()).isZero();
  }

  @Test
  void staysFiniteForExtremeLogits() {
    INDArray extreme = Nd4j.createFromArray(new double[][] {{1000, -1000}});
    INDArray label = Nd4j.createFromArray(new double[][] {{0, 1}});
    assertThat(loss.computeScore(label, extreme, SOFTMAX, null, false)).isEqualTo(2000);
  }

  @Test
  void isNotANumberWhenALogitIsNot() {
    INDArray broken = Nd4j.createFromArray(new double[][] {{Double.NaN, 0}});
    INDArray label = Nd4j.createFromArray(new double[][] {{0, 1}});
    assertThat(loss.computeScore(label, broken, SOFTMAX, null, false)).isNaN();
  }
}
