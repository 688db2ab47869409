package org.sharelab.data.image;

import java.io.Serializable;
import org.sharelab.model.FeatureShape;

/**
 * N images of one shape, each with a class label; an image's id is its position, 0 to N - 1.
 *
 * <p>Decorators such as label noise wrap one of these: they change {@link #label} and keep {@link
 * #cleanLabel}.
 */
public interface LabeledImages extends Serializable {

  /** What these images are, such as {@code fashion-mnist/train}. */
  String name();

  /** Number of images, N. */
  int size();

  /** Shape of one image, C x H x W. */
  FeatureShape shape();

  /** Number of classes, K; labels are 0 to K - 1. */
  int classes();

  /** The label to learn from or to be judged by. */
  int label(int id);

  /** The label before any noise; the same as {@link #label} where there is none. */
  int cleanLabel(int id);

  /**
   * Copies one image's unsigned bytes, in C x H x W order, to the start of {@code target}.
   *
   * @param target at least C * H * W long
   */
  void copyPixels(int id, byte[] target);
}
