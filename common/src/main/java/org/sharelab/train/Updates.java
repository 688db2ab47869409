package org.sharelab.train;

import java.util.Set;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.schedule.ISchedule;
import org.sharelab.model.ParameterSpec.Role;
import org.sharelab.nn.ParameterUpdates;

/**
 * Optimisers as Deeplearning4j runs them.
 *
 * <p>AdamW is its Adam with decoupled decay. Its Adam adds epsilon to sqrt(v) before the bias
 * correction (the paper's remark after Algorithm 1), PyTorch after it; with epsilon 1e-8 they agree
 * unless gradients are that small. Nesterov momentum equals PyTorch's at a constant rate.
 */
public final class Updates {
  private Updates() {}

  /** The updates of a training of this many steps. */
  public static ParameterUpdates of(TrainingSpec spec, long totalSteps) {
    Optimizer optimizer = spec.optimizer();
    ISchedule rate = new ScheduledRate(optimizer.learningRate(), spec.schedule(), totalSteps);
    Set<Role> decaying =
        switch (optimizer.decay()) {
          case WEIGHTS -> ParameterUpdates.WEIGHTS;
          case ALL -> ParameterUpdates.EVERYTHING;
        };
    if (optimizer instanceof Optimizer.AdamW adamW) {
      IUpdater adam =
          Adam.builder()
              .learningRateSchedule(rate)
              .beta1(adamW.beta1())
              .beta2(adamW.beta2())
              .epsilon(adamW.epsilon())
              .build();
      return ParameterUpdates.decoupledDecay(adam, adamW.weightDecay(), decaying);
    }
    Optimizer.Sgd sgd = (Optimizer.Sgd) optimizer;
    IUpdater momentum =
        sgd.momentum() == 0
            ? new org.nd4j.linalg.learning.config.Sgd(rate)
            : new Nesterovs(rate, sgd.momentum());
    return ParameterUpdates.gradientDecay(momentum, sgd.weightDecay(), decaying);
  }
}
