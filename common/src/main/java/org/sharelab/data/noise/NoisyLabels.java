package org.sharelab.data.noise;

import java.util.BitSet;
import org.sharelab.data.image.LabeledImages;
import org.sharelab.model.FeatureShape;
import org.sharelab.random.Permutation;
import org.sharelab.random.Seed;

/**
 * Images of which some have a random label; {@link #cleanLabel} and the pixels stay as they are.
 *
 * <p>Which images are drawn is a random order of all of them, cut off at the level, and an image's
 * noisy label depends on seed, image and class count alone. So for one seed the noisy images of a
 * lower level are noisy at a higher level too, with the same label: levels are compared in pairs.
 */
public final class NoisyLabels implements LabeledImages {
  private static final long serialVersionUID = 1L;

  private final LabeledImages images;
  private final int[] labels;
  private final BitSet drawn;

  private NoisyLabels(LabeledImages images, int[] labels, BitSet drawn) {
    this.images = images;
    this.labels = labels;
    this.drawn = drawn;
  }

  /**
   * Draws the noise; the labels stay fixed from then on.
   *
   * @param images training images; validation images stay clean
   * @param seed of the replicate's noise
   */
  public static NoisyLabels of(LabeledImages images, LabelNoise noise, Seed seed) {
    int[] labels = new int[images.size()];
    for (int id = 0; id < labels.length; id++) {
      labels[id] = images.label(id);
    }
    BitSet drawn = new BitSet(labels.length);
    int[] order = Permutation.of(labels.length, seed.derive("images"));
    for (int i = 0; i < noise.count(labels.length); i++) {
      int id = order[i];
      drawn.set(id);
      labels[id] = draw(noise.draw(), images.label(id), images.classes(), seed.derive("label", id));
    }
    return new NoisyLabels(images, labels, drawn);
  }

  private static int draw(LabelNoise.Draw draw, int label, int classes, Seed seed) {
    return switch (draw) {
      case ALL_CLASSES -> seed.generator().nextInt(classes);
      case OTHER_CLASSES -> (label + 1 + seed.generator().nextInt(classes - 1)) % classes;
    };
  }

  /** Whether this image's label was drawn, even if the draw gave the true one. */
  public boolean drawn(int id) {
    return drawn.get(id);
  }

  /** The number of images whose label was drawn: exactly {@link LabelNoise#count} of N. */
  public int drawnCount() {
    return drawn.cardinality();
  }

  /** The number of images whose label is wrong. */
  public int wrongCount() {
    int wrong = 0;
    for (int id = 0; id < labels.length; id++) {
      if (labels[id] != cleanLabel(id)) {
        wrong++;
      }
    }
    return wrong;
  }

  @Override
  public String name() {
    return images.name();
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public FeatureShape shape() {
    return images.shape();
  }

  @Override
  public int classes() {
    return images.classes();
  }

  @Override
  public int label(int id) {
    return labels[id];
  }

  @Override
  public int cleanLabel(int id) {
    return images.cleanLabel(id);
  }

  @Override
  public void copyPixels(int id, byte[] target) {
    images.copyPixels(id, target);
  }
}
