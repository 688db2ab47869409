package org.sharelab.data.glyph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.sharelab.check.ValidationException;
import org.sharelab.data.DataSources;
import org.sharelab.data.Dataset;
import org.sharelab.data.Normalization;
import org.sharelab.data.image.ImageSet;
import org.sharelab.data.image.Split;
import org.sharelab.testing.SharedFiles;

class GlyphsTest {
  private static final Normalization NORMALIZATION = DataSources.named("glyphs").normalization();

  private static String digest(ImageSet images) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    images.digest(digest);
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * The data set must never change: results are compared over years. Drawn by the compiled and by
   * the interpreting JVM alike.
   */
  @Test
  void drawsTheSameBitsEverywhere() throws Exception {
    assertThat(digest(Glyphs.draw(Split.TRAIN, 100)))
        .isEqualTo("64b1c11eeb664952a753271cb6a32cb448d71f953265a28dc96920d407f5124c");
    assertThat(digest(Glyphs.draw(Split.TEST, 100)))
        .isEqualTo("670fb7393a9874c6fbf7e467164200fbd735bccaee6aaf6182fafbe014303eaf");
  }

  @Test
  void aSmallerSetIsTheStartOfALargerOne() throws Exception {
    assertThat(digest(Glyphs.draw(Split.TRAIN, 200).first(37)))
        .isEqualTo(digest(Glyphs.draw(Split.TRAIN, 37)));
  }

  @Test
  void trainingAndTestImagesDiffer() throws Exception {
    assertThat(digest(Glyphs.draw(Split.TRAIN, 10)))
        .isNotEqualTo(digest(Glyphs.draw(Split.TEST, 10)));
  }

  @Test
  void everyTenImagesHoldEachClassOnce() {
    ImageSet images = Glyphs.draw(Split.TRAIN, 200);
    for (int start = 0; start < images.size(); start += 10) {
      int seen = 0;
      for (int id = start; id < start + 10; id++) {
        seen |= 1 << images.label(id);
      }
      assertThat(seen).as("images from %d", start).isEqualTo((1 << 10) - 1);
    }
  }

  @Test
  void namesItsClasses() {
    assertThat(Glyphs.classNames())
        .containsExactly(
            "ring",
            "triangle",
            "square",
            "cross",
            "star",
            "crescent",
            "stripes",
            "checker",
            "dots",
            "target");
  }

  @Test
  void refusesMoreThanThereAre() {
    assertThatThrownBy(() -> Glyphs.draw(Split.TEST, 10_001))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid count of glyphs: 10001 (1 to 10000)");
  }

  @Test
  void normalizationIsThatOfTheImages() {
    double[][] moments = moments(Glyphs.draw(Split.TRAIN, 5000));
    for (int c = 0; c < 3; c++) {
      double mean = moments[c][0];
      // An image's mean has sd about 0.23: over 5,000 images the standard error is 0.0033.
      assertThat(mean)
          .isBetween(NORMALIZATION.mean().get(c) - 0.01, NORMALIZATION.mean().get(c) + 0.01);
      assertThat(Math.sqrt(moments[c][1] - mean * mean))
          .isBetween(NORMALIZATION.std().get(c) - 0.005, NORMALIZATION.std().get(c) + 0.005);
    }
  }

  /** Per channel the means of x and x squared, x in 0..1. */
  private static double[][] moments(ImageSet images) {
    double[][] sums = new double[3][2];
    byte[] pixels = new byte[3072];
    double cells = images.size() * 1024.0;
    for (int id = 0; id < images.size(); id++) {
      images.copyPixels(id, pixels);
      for (int i = 0; i < pixels.length; i++) {
        double x = Byte.toUnsignedInt(pixels[i]) / 255.0;
        sums[i / 1024][0] += x / cells;
        sums[i / 1024][1] += x * x / cells;
      }
    }
    return sums;
  }

  /**
   * Neither colours nor the sum of any fixed weights over the pixels tell the class, so a model has
   * to compose features. Chance is 10 %.
   */
  @Test
  void aLinearClassifierFails() {
    ImageSet train = Glyphs.draw(Split.TRAIN, 4000);
    SoftmaxRegression model = new SoftmaxRegression(train, NORMALIZATION);
    model.train(train, 8, 0.02f);
    assertThat(model.accuracy(train)).isGreaterThan(0.2);
    assertThat(model.accuracy(Glyphs.draw(Split.TEST, 1000))).isLessThan(0.25);
  }

  /** The classifier of the test above is a fair one: where a linear model works, it does. */
  @Test
  void theSameClassifierLearnsFashionMnist() {
    String path = SharedFiles.data("fashion-mnist").toString();
    Dataset fashion = DataSources.named("fashion-mnist").load(path, 4000, 1000);
    SoftmaxRegression model =
        new SoftmaxRegression(fashion.train(), DataSources.named("fashion-mnist").normalization());
    model.train(fashion.train(), 8, 0.02f);
    assertThat(model.accuracy(fashion.test())).isGreaterThan(0.75);
  }
}
