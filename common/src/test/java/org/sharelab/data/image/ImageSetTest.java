package org.sharelab.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.sharelab.check.ValidationException;
import org.sharelab.model.FeatureShape;

class ImageSetTest implements LabeledImagesContract {
  private static final FeatureShape SHAPE = new FeatureShape(2, 1, 3);

  /** Three images of 2 x 1 x 3; byte k of all is 100 k mod 256. */
  @Override
  public ImageSet images() {
    byte[] pixels = new byte[18];
    for (int k = 0; k < pixels.length; k++) {
      pixels[k] = (byte) (100 * k);
    }
    return new ImageSet("toy", SHAPE, 3, pixels, new int[] {2, 0, 2});
  }

  @Test
  void pixelsAreUnsignedAndInImageChannelRowColumnOrder() {
    // Image 1, channel 1, row 0, column 2 is byte 6 + 3 + 2 = 11; 1100 mod 256 = 76.
    assertThat(images().pixel(1, 1, 0, 2)).isEqualTo(76);
    // Byte 2 is 200, negative as a Java byte.
    assertThat(images().pixel(0, 0, 0, 2)).isEqualTo(200);
  }

  @Test
  void withoutNoiseTheCleanLabelIsTheLabel() {
    assertThat(images().label(0)).isEqualTo(2);
    assertThat(images().cleanLabel(0)).isEqualTo(2);
  }

  @Test
  void countsClasses() {
    assertThat(images().classCounts()).containsExactly(1, 0, 2);
  }

  @Test
  void firstKeepsFileOrder() {
    ImageSet two = images().first(2);
    assertThat(two.size()).isEqualTo(2);
    assertThat(two.label(1)).isZero();
    assertThat(two.pixel(1, 1, 0, 2)).isEqualTo(76);
    assertThat(images().first(3).size()).isEqualTo(3);
  }

  @Test
  void refusesMoreThanItHas() {
    assertThatThrownBy(() -> images().first(4))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Cannot take the first 4 images of toy: it has 3");
    assertThatThrownBy(() -> images().first(0))
        .hasMessage("Cannot take the first 0 images of toy: it has 3");
  }

  @Test
  void refusesArraysThatDoNotBelongTogether() {
    assertThatThrownBy(() -> new ImageSet("toy", SHAPE, 3, new byte[17], new int[3]))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid pixels of toy: 17 bytes (18 for 3 images of 2x1x3)");
    assertThatThrownBy(() -> new ImageSet("toy", SHAPE, 3, new byte[6], new int[] {3}))
        .hasMessage("Invalid label of image 0 of toy: 3 (0 to 2)");
    assertThatThrownBy(() -> new ImageSet("toy", SHAPE, 1, new byte[6], new int[1]))
        .hasMessage("Invalid class count of toy: 1 (2 or more)");
    assertThatThrownBy(() -> new ImageSet("toy", SHAPE, 3, new byte[0], new int[0]))
        .hasMessage("Invalid image count of toy: 0 (1 or more)");
  }

  @Test
  void digestsSizesLabelsAndPixels() throws Exception {
    MessageDigest expected = MessageDigest.getInstance("SHA-256");
    // N = 1, C = 2, H = 1, W = 3, K = 3, label 2, then the six pixels 0, 100, 200, 44, 144, 244.
    expected.update(
        HexFormat.of()
            .parseHex("000000010000000200000001000000030000000300000002" + "0064c82c90f4"));
    MessageDigest actual = MessageDigest.getInstance("SHA-256");
    images().first(1).digest(actual);
    assertThat(actual.digest()).isEqualTo(expected.digest());
  }

  @Test
  void serializesToLittleMoreThanItsArrays() throws Exception {
    ImageSet large =
        new ImageSet("large", new FeatureShape(1, 100, 100), 2, new byte[1_000_000], new int[100]);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(large);
    }
    assertThat(bytes.size()).isBetween(1_000_400, 1_001_400);
  }

  @Test
  void describesItself() {
    assertThat(images()).hasToString("toy (3 images, 2x1x3, 3 classes)");
  }
}
