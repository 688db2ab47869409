package org.sharelab.bench;

/**
 * What a training step takes beside its primitives. All times are medians over steps, milliseconds.
 *
 * @param step a whole step, reading its batch included
 * @param rest of the step without the primitives of the trunk: data, classifier, loss, optimiser
 *     and what Deeplearning4j does around them
 * @param data reading, normalizing and copying one batch off the heap, by itself
 * @param augmentedData the same with images padded, cropped and flipped, as studies do
 */
public record OverheadMeasures(
    BenchmarkCase measured, double step, double rest, double data, double augmentedData) {
  private static final double PERCENT = 100;

  /** What is neither a primitive nor data: a cost of every step, whatever the network's size. */
  public double fixed() {
    return rest - data;
  }

  /** Augmented batches as a percentage of a step that has them. */
  public double dataPercent() {
    return PERCENT * augmentedData / (step - data + augmentedData);
  }
}
