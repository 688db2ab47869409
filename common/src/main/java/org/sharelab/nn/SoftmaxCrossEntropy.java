package org.sharelab.nn;

import java.util.Arrays;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * Cross-entropy of softmax(logits) against label distributions, computed in double from the logits.
 *
 * <p>Logits and labels are [B, K]; label rows sum to 1 and may be smoothed. The gradient with
 * respect to the logits is softmax(z) - y, without the clipping of probabilities that
 * Deeplearning4j's own loss applies. The activation of the output layer must be softmax.
 *
 * <p>It also counts: {@link #take} gives loss and hits of all examples whose gradient was computed
 * since the last call, so that training needs no second pass to report its accuracy.
 */
public final class SoftmaxCrossEntropy implements ILossFunction {
  private static final long serialVersionUID = 1L;

  private transient double lastLoss;
  private transient double lossSum;
  private transient int hits;
  private transient int examples;

  /**
   * Sums over training examples.
   *
   * @param lossSum nats
   * @param hits examples whose largest logit is at the largest label
   */
  public record Totals(double lossSum, int hits, int examples) {
    /** Both together. */
    public Totals plus(Totals other) {
      return new Totals(lossSum + other.lossSum, hits + other.hits, examples + other.examples);
    }
  }

  /** The sum over the examples whose gradient was computed last, nats. */
  double lastLoss() {
    return lastLoss;
  }

  /** What was counted since the last call, and starts counting anew. */
  public Totals take() {
    Totals totals = new Totals(lossSum, hits, examples);
    lossSum = 0;
    hits = 0;
    examples = 0;
    return totals;
  }

  @Override
  public double computeScore(
      INDArray labels,
      INDArray preOutput,
      IActivation activationFn,
      INDArray mask,
      boolean average) {
    double sum = 0;
    for (double loss : losses(labels, preOutput)) {
      sum += loss;
    }
    return average ? sum / preOutput.size(0) : sum;
  }

  @Override
  public INDArray computeScoreArray(
      INDArray labels, INDArray preOutput, IActivation activationFn, INDArray mask) {
    double[] scores = losses(labels, preOutput);
    return Nd4j.createFromArray(scores).castTo(preOutput.dataType()).reshape(scores.length, 1);
  }

  private static double[] losses(INDArray labels, INDArray preOutput) {
    int classes = (int) preOutput.size(1);
    double[] logits = rowMajor(preOutput);
    double[] targets = rowMajor(labels);
    double[] losses = new double[logits.length / classes];
    Arrays.setAll(losses, i -> loss(row(logits, i, classes), row(targets, i, classes)));
    return losses;
  }

  @Override
  public INDArray computeGradient(
      INDArray labels, INDArray preOutput, IActivation activationFn, INDArray mask) {
    double[] gradient = rowMajor(preOutput);
    toGradient(gradient, rowMajor(labels), (int) preOutput.size(1));
    return Nd4j.create(gradient, preOutput.shape(), preOutput.dataType());
  }

  /**
   * Replaces logits by their gradient, and counts.
   *
   * @param rows logits, [B, K] row by row
   * @param targets as many label shares
   */
  void toGradient(double[] rows, double[] targets, int classes) {
    lastLoss = 0;
    for (int start = 0; start < rows.length; start += classes) {
      double[] logits = row(rows, start / classes, classes);
      double[] target = row(targets, start / classes, classes);
      lastLoss += loss(logits, target);
      hits += largest(logits) == largest(target) ? 1 : 0;
      double normaliser = logSumExp(logits);
      for (int k = 0; k < classes; k++) {
        rows[start + k] = Math.exp(logits[k] - normaliser) - target[k];
      }
      examples++;
    }
    lossSum += lastLoss;
  }

  /**
   * All scalars at once: Nd4j's way to rows takes longer than the rest of a small network's step.
   */
  private static double[] rowMajor(INDArray array) {
    return array.reshape('c', new long[] {array.length()}).toDoubleVector();
  }

  private static double[] row(double[] matrix, int row, int width) {
    return Arrays.copyOfRange(matrix, row * width, (row + 1) * width);
  }

  @Override
  public Pair<Double, INDArray> computeGradientAndScore(
      INDArray labels,
      INDArray preOutput,
      IActivation activationFn,
      INDArray mask,
      boolean average) {
    return Pair.of(
        computeScore(labels, preOutput, activationFn, mask, average),
        computeGradient(labels, preOutput, activationFn, mask));
  }

  @Override
  public String name() {
    return "softmax-cross-entropy";
  }

  /** All are the same loss, whatever they have counted. */
  @Override
  public boolean equals(Object other) {
    return other instanceof SoftmaxCrossEntropy;
  }

  @Override
  public int hashCode() {
    return SoftmaxCrossEntropy.class.hashCode();
  }

  private static double loss(double[] logits, double[] target) {
    double normaliser = logSumExp(logits);
    double loss = 0;
    for (int k = 0; k < logits.length; k++) {
      if (target[k] != 0) {
        loss += target[k] * (normaliser - logits[k]);
      }
    }
    return loss;
  }

  private static double logSumExp(double[] logits) {
    double max = logits[largest(logits)];
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit - max);
    }
    return max + Math.log(sum);
  }

  private static int largest(double[] values) {
    return org.sharelab.metric.Predictions.largest(values);
  }
}
