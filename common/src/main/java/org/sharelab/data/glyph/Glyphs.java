package org.sharelab.data.glyph;

import java.util.Arrays;
import java.util.List;
import org.sharelab.check.Checks;
import org.sharelab.config.Names;
import org.sharelab.data.image.ImageSet;
import org.sharelab.data.image.Split;
import org.sharelab.model.FeatureShape;
import org.sharelab.random.Permutation;
import org.sharelab.random.Seed;

/**
 * A fixed data set of the size and shape of CIFAR-10 that is drawn rather than downloaded: 50,000
 * training and 10,000 test images, 3 x 32 x 32, in 10 classes.
 *
 * <p>Image i depends on i alone, so a subset costs no more than its size. Every ten images in a row
 * hold each class once.
 */
public final class Glyphs {
  public static final String NAME = "glyphs";
  public static final FeatureShape SHAPE =
      new FeatureShape(GlyphPainter.CHANNELS, GlyphPainter.SIDE, GlyphPainter.SIDE);
  public static final int TRAIN_IMAGES = 50_000;
  public static final int TEST_IMAGES = 10_000;

  private static final Glyph[] CLASSES = Glyph.values();

  /** A data set does not change with the seed of a study. */
  private static final Seed SEED = Seed.of(20_220_701).derive(NAME);

  private Glyphs() {}

  /** The ten classes, in the order of their labels. */
  public static List<String> classNames() {
    return Arrays.stream(CLASSES).map(Glyph::label).toList();
  }

  /** The first {@code count} images of a split. */
  public static ImageSet draw(Split split, int count) {
    int most = split == Split.TRAIN ? TRAIN_IMAGES : TEST_IMAGES;
    Checks.valid(count >= 1 && count <= most, "Invalid count of glyphs: %d (1 to %d)", count, most);
    Seed seed = SEED.derive(Names.of(split));
    int[] labels = labels(count, seed);
    int imageLength = (int) SHAPE.size();
    byte[] pixels = new byte[count * imageLength];
    GlyphPainter painter = new GlyphPainter();
    for (int i = 0; i < count; i++) {
      painter.paint(
          CLASSES[labels[i]], seed.derive("image", i).generator(), pixels, i * imageLength);
    }
    return new ImageSet(NAME + "/" + Names.of(split), SHAPE, CLASSES.length, pixels, labels);
  }

  private static int[] labels(int count, Seed seed) {
    int[] labels = new int[count];
    for (int block = 0; block * CLASSES.length < count; block++) {
      int[] order = Permutation.of(CLASSES.length, seed.derive("labels", block));
      int start = block * CLASSES.length;
      System.arraycopy(order, 0, labels, start, Math.min(CLASSES.length, count - start));
    }
    return labels;
  }
}
