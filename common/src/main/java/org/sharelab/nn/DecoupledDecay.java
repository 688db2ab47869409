package org.sharelab.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Weight decay beside the gradient (AdamW): a step subtracts learning rate * coefficient *
 * parameter too.
 *
 * <p>It is no part of the loss. Deeplearning4j's {@link WeightDecay} adds half the squared norm of
 * each tensor to the score all the same, which takes a pass over all parameters in each step.
 */
public final class DecoupledDecay extends WeightDecay {
  private static final long serialVersionUID = 1L;

  DecoupledDecay(double coefficient) {
    this(new FixedSchedule(coefficient), true);
  }

  /** For JSON. */
  DecoupledDecay(
      @JsonProperty("coeff") ISchedule coefficient, @JsonProperty("applyLR") boolean applyLR) {
    super(coefficient, applyLR);
  }

  @Override
  public double score(INDArray parameter, int iteration, int epoch) {
    return 0;
  }

  @Override
  public Regularization clone() {
    return new DecoupledDecay(getCoeff().clone(), isApplyLR());
  }
}
