package org.sharelab.kernel;

import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Softmax with cross-entropy row by row in Java; sums are double. */
record RowSoftmax(int rows, int classes) implements SoftmaxCrossEntropyKernel {

  @Override
  public void softmax(INDArray logits, INDArray probabilities) {
    Pointer from = address(logits);
    Pointer to = address(probabilities);
    float[] row = new float[classes];
    for (int i = 0; i < rows; i++) {
      Rows.softmax(Rows.read(from, start(i), row));
      Rows.write(to, start(i), row);
    }
  }

  @Override
  public double loss(INDArray logits, INDArray targets, INDArray gradient) {
    Pointer scores = address(logits);
    Pointer shares = address(targets);
    Pointer to = address(gradient);
    float[] row = new float[classes];
    float[] target = new float[classes];
    double total = 0;
    for (int i = 0; i < rows; i++) {
      Rows.read(scores, start(i), row);
      Rows.read(shares, start(i), target);
      total += rowLoss(row, target);
      Rows.write(to, start(i), row);
    }
    return total / rows;
  }

  /** The loss of a row, whose scores are replaced by their gradient. */
  private double rowLoss(float[] row, float[] target) {
    double normaliser = Rows.logSumExp(row);
    double mass = 0;
    double loss = 0;
    for (int j = 0; j < classes; j++) {
      mass += target[j];
      loss += target[j] == 0 ? 0 : target[j] * (normaliser - row[j]);
    }
    for (int j = 0; j < classes; j++) {
      row[j] = (float) ((mass * Math.exp(row[j] - normaliser) - target[j]) / rows);
    }
    return loss;
  }

  private long start(int row) {
    return (long) row * classes;
  }

  private Pointer address(INDArray array) {
    return PlainArrays.address(array, (long) rows * classes);
  }
}
