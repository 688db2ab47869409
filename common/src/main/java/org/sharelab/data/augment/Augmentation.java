package org.sharelab.data.augment;

import java.io.Serializable;
import java.util.random.RandomGenerator;
import org.sharelab.model.FeatureShape;

/**
 * One random change to a training image, either to its bytes or to its normalized values.
 *
 * <p>As in torchvision's usual training transform: padding, cropping and flipping come before
 * normalization, so that padding is black (0); erasing comes after it, so that an erased area has
 * the mean colour (0).
 */
public sealed interface Augmentation extends Serializable
    permits Augmentation.OfPixels, Augmentation.OfFeatures {

  /** The name in experiment files, without arguments. */
  String name();

  /**
   * Checks that images of this shape can be changed so.
   *
   * @throws org.sharelab.check.ValidationException if they are too small
   */
  void requireFits(FeatureShape shape);

  /** A change to unsigned bytes. */
  non-sealed interface OfPixels extends Augmentation {

    /**
     * Writes the changed image to {@code target}.
     *
     * @param source C x H x W, left as it is
     * @param target C x H x W, every element of which is set
     */
    void apply(byte[] source, byte[] target, FeatureShape shape, RandomGenerator random);
  }

  /** A change to normalized values. */
  non-sealed interface OfFeatures extends Augmentation {

    /**
     * Changes one image in place.
     *
     * @param features N x C x H x W
     * @param offset of the image's first element
     */
    void apply(float[] features, int offset, FeatureShape shape, RandomGenerator random);
  }
}
