package org.sharelab.train;

import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonIgnoreProperties;

/** A {@link Schedule} as Deeplearning4j's updaters ask for it: the learning rate of a step. */
@JsonIgnoreProperties({"schedule", "totalSteps"})
final class ScheduledRate implements ISchedule {
  private static final long serialVersionUID = 1L;

  private final double baseRate;
  private final Schedule schedule;
  private final long totalSteps;

  /**
   * @param totalSteps steps of the whole training
   */
  ScheduledRate(double baseRate, Schedule schedule, long totalSteps) {
    this.baseRate = baseRate;
    this.schedule = schedule;
    this.totalSteps = totalSteps;
  }

  @Override
  public double valueAt(int iteration, int epoch) {
    return baseRate * schedule.factor(iteration, totalSteps);
  }

  @Override
  public ISchedule clone() {
    return this;
  }
}
