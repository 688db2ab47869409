package org.sharelab.train;

import java.io.Serializable;
import org.sharelab.config.Section;

/**
 * The section {@code training} of an experiment file.
 *
 * @param epochs passes over the training images
 * @param batchSize images per step, B
 * @param dropLast whether an incomplete last batch of an epoch is left out
 * @param labelSmoothing mass spread evenly over all classes, 0 to below 1
 * @param gradientClip largest L2 norm of the mean gradient over all parameters; 0 for no limit
 * @param evaluateEvery epochs between evaluations on the test images; the last epoch is always
 *     evaluated
 */
public record TrainingSpec(
    int epochs,
    int batchSize,
    boolean dropLast,
    Optimizer optimizer,
    Schedule schedule,
    double labelSmoothing,
    double gradientClip,
    int evaluateEvery)
    implements Serializable {

  /** Reads and checks the section. */
  public static TrainingSpec read(Section section) {
    int epochs = section.integer("epochs", 5, 1, 1_000_000);
    return new TrainingSpec(
        epochs,
        section.integer("batch-size", 64, 1, 1 << 20),
        section.flag("drop-last", false),
        Optimizer.read(section.section("optimizer")),
        Schedule.read(section.section("schedule"), epochs),
        section.number("label-smoothing", 0, 0, 0.999999),
        section.number("gradient-clip", 0, 0, Double.POSITIVE_INFINITY),
        section.integer("evaluate-every", 1, 1, Integer.MAX_VALUE));
  }

  /** Steps in one epoch over this many images. */
  public int stepsPerEpoch(int images) {
    return dropLast ? images / batchSize : (images + batchSize - 1) / batchSize;
  }
}
