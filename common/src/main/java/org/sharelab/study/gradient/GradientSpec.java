package org.sharelab.study.gradient;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.sharelab.analysis.gradient.GradientKind;
import org.sharelab.config.Section;

/**
 * The section {@code gradient} of an experiment file: which gradients of a trial are compared, and
 * when.
 *
 * @param epochs epochs trained before each measurement, ascending; 0 is the initial network
 * @param compare which uses are compared with each other
 * @param kinds whose gradients are compared
 * @param images what one measurement sums over
 * @param shards parts that the images are cut into, at most one per batch
 */
public record GradientSpec(
    List<Integer> epochs, Compare compare, List<GradientKind> kinds, Images images, int shards)
    implements Serializable {
  /** Name of the section. */
  public static final String SECTION = "gradient";

  /** Enough for a standard error, few enough to hold the sums of all. */
  private static final int STANDARD_SHARDS = 16;

  private static final int MOST_SHARDS = 1024;

  /** Which uses are compared with each other. */
  public enum Compare {
    /** The uses of one tensor. */
    TENSOR,
    /** All positions of a component that the sharing names, whichever tensors they use. */
    COMPONENT,
    /** All dense convolutions of one kernel size; different shapes on their common corner. */
    KERNEL
  }

  /** What one measurement sums over. */
  public enum Images {
    /** All batches of the epoch of training that would come next. */
    EPOCH,
    /** The first batch of it, as the authors' code. */
    BATCH
  }

  public GradientSpec {
    epochs = List.copyOf(epochs);
    kinds = List.copyOf(kinds);
  }

  /**
   * Reads and checks the section.
   *
   * @param trainingEpochs of the trials; measurements are made up to then, and then by default
   */
  public static GradientSpec read(Section section, int trainingEpochs) {
    source(section);
    List<GradientKind> kinds =
        section.choices("kinds", GradientKind.class, List.of(GradientKind.TENSOR));
    if (kinds.isEmpty()) {
      throw section.invalid("kinds", "tensor, coefficient or both");
    }
    return new GradientSpec(
        epochs(section, trainingEpochs),
        section.choice("compare", Compare.class, Compare.TENSOR),
        kinds,
        section.choice("images", Images.class, Images.EPOCH),
        section.integer("shards", STANDARD_SHARDS, 1, MOST_SHARDS));
  }

  private static List<Integer> epochs(Section section, int trainingEpochs) {
    List<Double> epochs = section.numbers("epochs", List.of((double) trainingEpochs));
    boolean valid = !epochs.isEmpty();
    double before = -1;
    for (double epoch : epochs) {
      valid &= epoch == Math.rint(epoch) && epoch > before && epoch <= trainingEpochs;
      before = epoch;
    }
    if (!valid) {
      throw section.invalid(
          "epochs", "whole numbers, ascending from 0 to %d at most".formatted(trainingEpochs));
    }
    return epochs.stream().map(Double::intValue).toList();
  }

  /**
   * What {@code model.sharing} is in the trials whose gradients are measured; empty if these are
   * all trials of the study that share.
   */
  public static Optional<ConfigObject> source(Section section) {
    Optional<ConfigValue> source = section.value("source");
    if (source.isPresent() && !(source.get() instanceof ConfigObject)) {
      throw section.invalid("source", "a section like model.sharing, in braces");
    }
    return source.map(ConfigObject.class::cast);
  }
}
