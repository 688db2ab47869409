package org.sharelab.data;

import org.sharelab.data.image.ImageSet;
import org.sharelab.model.FeatureShape;

/** Small images whose content tells which image they are. */
final class ToyImages {
  static final FeatureShape SHAPE = new FeatureShape(1, 2, 2);

  /** (p / 255 - 0) / (1 / 255) = p, but for rounding. */
  static final Normalization IDENTITY = Normalization.grey(0, 1 / 255.0);

  private ToyImages() {}

  /** Image i has the pixels i, i + 1, i + 2, i + 3 and the label i mod 3. */
  static ImageSet of(int count) {
    byte[] pixels = new byte[4 * count];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % 3;
      for (int k = 0; k < 4; k++) {
        pixels[4 * i + k] = (byte) (i + k);
      }
    }
    return new ImageSet("toy", SHAPE, 3, pixels, labels);
  }
}
