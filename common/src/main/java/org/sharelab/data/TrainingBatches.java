package org.sharelab.data;

import java.util.List;
import org.sharelab.check.Checks;
import org.sharelab.data.augment.Augmentation;
import org.sharelab.data.image.LabeledImages;
import org.sharelab.random.Permutation;
import org.sharelab.random.Seed;

/**
 * The training images, shuffled and augmented anew each epoch.
 *
 * <p>The order of epoch e is drawn from {@code seed.derive("data-order").derive("epoch", e)}, what
 * example i looks like in it from {@code seed.derive("augmentation").derive("epoch",
 * e).derive("example", i)}. So both depend on the seed and the epoch alone, whatever was run before
 * on whichever machine; changing the batch size changes neither.
 *
 * <pre>{@code
 * for (Batch batch : training.epoch(3)) { ... }
 * for (Batch batch : training.epoch(3).range(resumed, training.batchesPerEpoch())) { ... }
 * }</pre>
 */
public final class TrainingBatches {

  /** What becomes of the examples that are left when full batches have been cut. */
  public enum LastBatch {
    /** They are left out of this epoch; which ones they are changes with the order. */
    DROP,
    /** They make a smaller batch. */
    KEEP
  }

  private final LabeledImages images;
  private final Normalization normalization;
  private final List<Augmentation> augmentations;
  private final int batchSize;
  private final int batchesPerEpoch;
  private final Seed seed;

  /**
   * Checks that images, normalization, augmentation and batch size fit together.
   *
   * @param images with their noise, if any
   * @param batchSize 1 or more; at most the number of images where the last batch is dropped
   * @param seed of the replicate
   */
  public TrainingBatches(
      LabeledImages images,
      Normalization normalization,
      List<Augmentation> augmentations,
      int batchSize,
      LastBatch lastBatch,
      Seed seed) {
    Checks.valid(batchSize >= 1, "Invalid batch size: %d (1 or more)", batchSize);
    Checks.valid(
        lastBatch == LastBatch.KEEP || batchSize <= images.size(),
        "Invalid batch size: %d (at most %d, the training images, as only full batches are used)",
        batchSize,
        images.size());
    this.images = images;
    this.normalization = normalization;
    this.augmentations = List.copyOf(augmentations);
    this.batchSize = Math.min(batchSize, images.size());
    int full = images.size() / this.batchSize;
    boolean rest = images.size() % this.batchSize > 0 && lastBatch == LastBatch.KEEP;
    this.batchesPerEpoch = rest ? full + 1 : full;
    this.seed = seed;
    newReader(0);
  }

  /** Number of classes, K. */
  public int classes() {
    return images.classes();
  }

  /** Number of batches, that is of training steps, in every epoch. */
  public int batchesPerEpoch() {
    return batchesPerEpoch;
  }

  /**
   * The batches of one epoch.
   *
   * @param epoch counted from 0
   */
  public Batches epoch(int epoch) {
    int[] order = Permutation.of(images.size(), seed.derive("data-order").derive("epoch", epoch));
    return new Batches(newReader(epoch), order, batchSize, 0, batchesPerEpoch);
  }

  private ExampleReader newReader(int epoch) {
    Seed draws = seed.derive("augmentation").derive("epoch", epoch);
    return new ExampleReader(images, normalization, augmentations, draws);
  }
}
