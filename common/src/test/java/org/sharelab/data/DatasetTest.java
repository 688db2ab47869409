package org.sharelab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sharelab.check.EnvironmentException;
import org.sharelab.check.ValidationException;
import org.sharelab.data.image.ImageSet;
import org.sharelab.model.FeatureShape;

class DatasetTest {
  private static ImageSet images(String name, int side, int classes, int first) {
    byte[] pixels = new byte[2 * side * side];
    pixels[0] = (byte) first;
    return new ImageSet(name, new FeatureShape(1, side, side), classes, pixels, new int[2]);
  }

  private static Dataset dataset(ImageSet train, ImageSet test) {
    return new Dataset("toy", train, test, List.of());
  }

  @Test
  void theFingerprintDependsOnContentOnly() {
    String one = dataset(images("a", 2, 3, 7), images("b", 2, 3, 9)).fingerprint();
    assertThat(one).matches("[0-9a-f]{64}");
    assertThat(dataset(images("c", 2, 3, 7), images("d", 2, 3, 9)).fingerprint()).isEqualTo(one);
    assertThat(dataset(images("a", 2, 3, 8), images("b", 2, 3, 9)).fingerprint()).isNotEqualTo(one);
    assertThat(dataset(images("a", 2, 3, 9), images("b", 2, 3, 7)).fingerprint()).isNotEqualTo(one);
    assertThat(dataset(images("a", 2, 4, 7), images("b", 2, 4, 9)).fingerprint()).isNotEqualTo(one);
  }

  @Test
  void refusesSplitsThatDiffer() {
    assertThatThrownBy(() -> dataset(images("a", 2, 3, 0), images("b", 3, 3, 0)))
        .isInstanceOf(EnvironmentException.class)
        .hasMessage("Cannot use toy: the images of a are 1x2x2, those of b 1x3x3");
    assertThatThrownBy(() -> dataset(images("a", 2, 3, 0), images("b", 2, 4, 0)))
        .isInstanceOf(EnvironmentException.class)
        .hasMessage("Cannot use toy: a has 3 classes, b 4");
    assertThatThrownBy(
            () -> new Dataset("toy", images("a", 2, 3, 0), images("b", 2, 3, 0), List.of("one")))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid class names of toy: 1 names (3, one per class, or none)");
  }

  @Test
  void describesItself() {
    assertThat(dataset(images("a", 2, 3, 0), images("b", 2, 3, 0)))
        .hasToString("toy (2 train and 2 test images, 1x2x2, 3 classes)");
  }
}
