package org.sharelab.data;

import java.util.List;
import org.sharelab.data.glyph.Glyphs;
import org.sharelab.data.image.ImageSet;
import org.sharelab.data.image.Split;
import org.sharelab.model.FeatureShape;

/** {@link Glyphs}, drawn when loaded. */
final class GlyphSource implements DataSource {

  /** Measured over all training images. */
  private static final Normalization NORMALIZATION =
      new Normalization(List.of(0.5006, 0.5003, 0.5020), List.of(0.2803, 0.2805, 0.2807));

  @Override
  public String name() {
    return Glyphs.NAME;
  }

  @Override
  public FeatureShape shape() {
    return Glyphs.SHAPE;
  }

  @Override
  public int classes() {
    return Glyphs.classNames().size();
  }

  @Override
  public int trainImages() {
    return Glyphs.TRAIN_IMAGES;
  }

  @Override
  public int testImages() {
    return Glyphs.TEST_IMAGES;
  }

  @Override
  public Normalization normalization() {
    return NORMALIZATION;
  }

  @Override
  public List<String> classNames() {
    return Glyphs.classNames();
  }

  @Override
  public boolean needsPath() {
    return false;
  }

  @Override
  public Dataset load(String path, int trainLimit, int testLimit) {
    ImageSet train = Glyphs.draw(Split.TRAIN, trainLimit == 0 ? trainImages() : trainLimit);
    ImageSet test = Glyphs.draw(Split.TEST, testLimit == 0 ? testImages() : testLimit);
    return new Dataset(name(), train, test, classNames());
  }
}
