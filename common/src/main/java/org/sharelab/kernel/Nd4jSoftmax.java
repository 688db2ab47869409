package org.sharelab.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Softmax with cross-entropy in ND4J's arithmetic. */
record Nd4jSoftmax(int rows) implements SoftmaxCrossEntropyKernel {

  /** Scores minus the logarithm of the sum of their exponentials, row by row. */
  static INDArray logSoftmax(INDArray scores) {
    INDArray shifted = scores.subColumnVector(scores.max(true, 1));
    INDArray sums = Transforms.exp(shifted, true).sum(true, 1);
    return shifted.subiColumnVector(Transforms.log(sums, false));
  }

  @Override
  public void softmax(INDArray logits, INDArray probabilities) {
    probabilities.assign(Transforms.exp(logSoftmax(logits), false));
  }

  @Override
  public double loss(INDArray logits, INDArray targets, INDArray gradient) {
    INDArray logs = logSoftmax(logits);
    INDArray probabilities = Transforms.exp(logs, true);
    INDArray difference =
        probabilities.muliColumnVector(targets.sum(true, 1)).subi(targets).divi(rows);
    gradient.assign(difference);
    return -expectation(targets, logs) / rows;
  }

  /** 0 log 0 is 0: classes without a share do not count, whatever their score. */
  private static double expectation(INDArray targets, INDArray logs) {
    float[] shares = targets.reshape('c', new long[] {targets.length()}).toFloatVector();
    float[] values = logs.reshape('c', new long[] {logs.length()}).toFloatVector();
    double sum = 0;
    for (int i = 0; i < shares.length; i++) {
      sum += shares[i] == 0 ? 0 : (double) shares[i] * values[i];
    }
    return sum;
  }
}
