package org.sharelab.result;

import java.io.Serializable;
import org.sharelab.study.TrialSpec;

/**
 * A planned trial and what became of it.
 *
 * @param attempts executions so far, this one included
 * @param outcome status and, unless completed, the reason
 * @param measures null where training did not get far enough to measure
 * @param provenance null where the trial never reached an executor
 */
public record TrialRow(
    TrialSpec spec, int attempts, Outcome outcome, Measures measures, Provenance provenance)
    implements Serializable {

  /**
   * How it ended.
   *
   * @param errorCode null if completed
   * @param errorMessage one line; null if completed
   * @param errorLog the last lines that the trial logged, and where it failed; null if there are
   *     none
   */
  public record Outcome(ErrorCode errorCode, String errorMessage, String errorLog)
      implements Serializable {

    public static Outcome completed() {
      return new Outcome(null, null, null);
    }

    public Status status() {
      return errorCode == null ? Status.COMPLETED : errorCode.status();
    }
  }

  /**
   * What was measured.
   *
   * @param epochs epochs that were finished
   * @param trainSeconds wall-clock time in training steps
   * @param imagesPerSecond training images per second of training
   * @param trainLoss mean loss of the last finished epoch
   * @param test the last evaluation; null if there was none
   * @param peakNativeBytes the most memory outside the Java heap that the trial held at one time
   */
  public record Measures(
      int epochs,
      double trainSeconds,
      double imagesPerSecond,
      double trainLoss,
      TestMeasures test,
      long peakNativeBytes)
      implements Serializable {}
}
