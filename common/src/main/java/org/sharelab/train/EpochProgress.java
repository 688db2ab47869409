package org.sharelab.train;

import org.sharelab.nn.SoftmaxCrossEntropy.Totals;

/**
 * How far an epoch of training has come, between two steps.
 *
 * @param epoch counted from 0
 * @param steps that are done
 * @param totals over the examples of these steps
 * @param seconds wall-clock time of these steps
 */
public record EpochProgress(int epoch, int steps, Totals totals, double seconds) {

  /** An epoch before its first step. */
  public static EpochProgress start(int epoch) {
    return new EpochProgress(epoch, 0, new Totals(0, 0, 0), 0);
  }

  /** Epochs that are finished or have had a step. */
  public int begunEpochs() {
    return steps == 0 ? epoch : epoch + 1;
  }

  EpochProgress plus(Totals step, double totalSeconds) {
    return new EpochProgress(epoch, steps + 1, totals.plus(step), totalSeconds);
  }
}
