package org.sharelab.bench;

/**
 * What a training step takes beside its primitives. All times are medians over steps, milliseconds.
 *
 * @param step a whole step, reading its batch included
 * @param data of the step: reading and normalizing a batch and copying it off the heap
 * @param fixed of the step what is neither data nor a primitive of the trunk: classifier, loss,
 *     optimiser and what Deeplearning4j does around them, however small the network is
 * @param augmentedStep a step on images padded, cropped and flipped, as in studies
 * @param augmentedData data of such a step
 */
public record OverheadMeasures(
    BenchmarkCase measured,
    double step,
    double data,
    double fixed,
    double augmentedStep,
    double augmentedData) {
  private static final double PERCENT = 100;

  /** The primitives of the trunk. */
  public double primitives() {
    return step - data - fixed;
  }

  /** Augmented batches as a percentage of a step that has them. */
  public double dataPercent() {
    return PERCENT * augmentedData / augmentedStep;
  }
}
