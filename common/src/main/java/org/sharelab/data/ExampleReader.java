package org.sharelab.data;

import java.util.List;
import org.sharelab.check.Checks;
import org.sharelab.data.augment.Augmentation;
import org.sharelab.data.augment.Augmentations;
import org.sharelab.data.image.LabeledImages;
import org.sharelab.model.FeatureShape;
import org.sharelab.random.Seed;

/** Makes one example of a batch: pixels, changes to them, normalization, changes to the result. */
final class ExampleReader {
  private final LabeledImages images;
  private final float[][] table;
  private final List<Augmentation.OfPixels> ofPixels;
  private final List<Augmentation.OfFeatures> ofFeatures;
  private final Seed seed;

  /** Without augmentation. */
  ExampleReader(LabeledImages images, Normalization normalization) {
    this(images, normalization, List.of(), Seed.of(0));
  }

  /**
   * With augmentation.
   *
   * @param seed of the epoch; an example's draws depend on it, the example's id and the
   *     augmentation's name
   */
  ExampleReader(
      LabeledImages images,
      Normalization normalization,
      List<Augmentation> augmentations,
      Seed seed) {
    Checks.valid(
        normalization.channels() == images.shape().channels(),
        "Cannot normalize %s: %d channels, normalization for %d",
        images.name(),
        images.shape().channels(),
        normalization.channels());
    Augmentations.requireOrder(augmentations);
    augmentations.forEach(augmentation -> augmentation.requireFits(images.shape()));
    this.images = images;
    this.table = normalization.table();
    this.ofPixels = select(augmentations, Augmentation.OfPixels.class);
    this.ofFeatures = select(augmentations, Augmentation.OfFeatures.class);
    this.seed = seed;
  }

  private static <T> List<T> select(List<Augmentation> augmentations, Class<T> kind) {
    return augmentations.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** Two images' worth of bytes: an augmentation reads one and writes the other. */
  static final class Buffers {
    private byte[] current;
    private byte[] spare;

    private Buffers(int length) {
      current = new byte[length];
      spare = new byte[length];
    }

    private void swap() {
      byte[] kept = current;
      current = spare;
      spare = kept;
    }
  }

  FeatureShape shape() {
    return images.shape();
  }

  Buffers newBuffers() {
    return new Buffers((int) shape().size());
  }

  /** Puts image {@code id} at place {@code row} of the batch. */
  void read(int id, Batch batch, int row, Buffers buffers) {
    batch.ids()[row] = id;
    batch.labels()[row] = images.label(id);
    batch.cleanLabels()[row] = images.cleanLabel(id);
    images.copyPixels(id, buffers.current);
    for (Augmentation.OfPixels change : ofPixels) {
      change.apply(buffers.current, buffers.spare, shape(), draws(change, id).generator());
      buffers.swap();
    }
    int offset = row * (int) shape().size();
    normalize(buffers.current, batch.features(), offset);
    for (Augmentation.OfFeatures change : ofFeatures) {
      change.apply(batch.features(), offset, shape(), draws(change, id).generator());
    }
  }

  private Seed draws(Augmentation augmentation, int id) {
    return seed.derive("example", id).derive(augmentation.name());
  }

  private void normalize(byte[] pixels, float[] features, int offset) {
    int area = (int) shape().area();
    for (int c = 0; c < table.length; c++) {
      float[] values = table[c];
      int start = c * area;
      for (int i = start; i < start + area; i++) {
        features[offset + i] = values[pixels[i] & 0xff];
      }
    }
  }
}
