package org.sharelab.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.sharelab.check.ValidationException;
import org.sharelab.model.FeatureShape;
import org.sharelab.random.Seed;

class PadAndCropTest implements AugmentationContract {
  private static final FeatureShape SMALL = new FeatureShape(2, 2, 3);

  /** Two planes: 1 2 3 / 4 5 6 and 7 8 9 / 10 11 12. */
  private static final byte[] IMAGE = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

  @Override
  public Augmentation augmentation() {
    return new PadAndCrop(4);
  }

  @Override
  public String text() {
    return "pad-and-crop(4)";
  }

  private static byte[] shifted(int down, int right) {
    byte[] target = new byte[12];
    java.util.Arrays.fill(target, (byte) 99);
    PadAndCrop.shift(IMAGE, target, SMALL, down, right);
    return target;
  }

  @Test
  void shiftsByHand() {
    assertThat(shifted(0, 0)).isEqualTo(IMAGE);
    // The window one down and one right: 5 6 0 / 0 0 0.
    assertThat(shifted(1, 1)).containsExactly(5, 6, 0, 0, 0, 0, 11, 12, 0, 0, 0, 0);
    // One up and two left: 0 0 0 / 0 0 1.
    assertThat(shifted(-1, -2)).containsExactly(0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 7);
    // One right only: 2 3 0 / 5 6 0.
    assertThat(shifted(0, 1)).containsExactly(2, 3, 0, 5, 6, 0, 8, 9, 0, 11, 12, 0);
  }

  @Test
  void everyShiftIsEquallyLikely() {
    // One bright cell in the middle of 5 x 5, padding 1: it lands on 9 cells. 9,000 draws:
    // binomial(9000, 1/9), mean 1000, sd 29.8; 4.5 sd = 134.
    FeatureShape shape = new FeatureShape(1, 5, 5);
    byte[] image = new byte[25];
    image[12] = 1;
    int[] hits = new int[25];
    for (int i = 0; i < 9000; i++) {
      byte[] target = new byte[25];
      new PadAndCrop(1).apply(image, target, shape, Seed.of(1).derive("draw", i).generator());
      for (int cell = 0; cell < 25; cell++) {
        hits[cell] += target[cell];
      }
    }
    for (int cell = 0; cell < 25; cell++) {
      boolean near = Math.abs(cell / 5 - 2) <= 1 && Math.abs(cell % 5 - 2) <= 1;
      assertThat(hits[cell]).isBetween(near ? 866 : 0, near ? 1134 : 0);
    }
  }

  @Test
  void refusesPaddingThatDoesNotFit() {
    assertThatThrownBy(() -> new PadAndCrop(0))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid padding of pad-and-crop: 0 (1 or more)");
    assertThatThrownBy(() -> new PadAndCrop(2).requireFits(SMALL))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid padding of pad-and-crop: 2 (less than the image size, 2x3)");
    new PadAndCrop(1).requireFits(SMALL);
  }
}
