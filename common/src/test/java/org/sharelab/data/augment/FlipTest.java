package org.sharelab.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.sharelab.check.ValidationException;
import org.sharelab.model.FeatureShape;
import org.sharelab.random.Seed;

class FlipTest implements AugmentationContract {
  private static final FeatureShape SMALL = new FeatureShape(2, 2, 3);
  private static final byte[] IMAGE = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

  @Override
  public Augmentation augmentation() {
    return new Flip(0.5);
  }

  @Override
  public String text() {
    return "flip";
  }

  private static byte[] flipped(double probability, Seed seed) {
    byte[] target = new byte[12];
    new Flip(probability).apply(IMAGE, target, SMALL, seed.generator());
    return target;
  }

  @Test
  void mirrorsEveryRowOfEveryPlane() {
    assertThat(flipped(1, Seed.of(1))).containsExactly(3, 2, 1, 6, 5, 4, 9, 8, 7, 12, 11, 10);
  }

  @Test
  void flipsWithItsProbability() {
    // Binomial(10,000, 0.3): mean 3,000, sd 45.8; 4.5 sd = 206.
    int flips = 0;
    for (int i = 0; i < 10_000; i++) {
      flips += flipped(0.3, Seed.of(2).derive("draw", i))[0] == 3 ? 1 : 0;
    }
    assertThat(flips).isBetween(2794, 3206);
  }

  @Test
  void refusesProbabilitiesThatAreNone() {
    assertThatThrownBy(() -> new Flip(0))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid probability of flip: 0 (above 0, at most 1)");
    assertThatThrownBy(() -> new Flip(1.5))
        .hasMessage("Invalid probability of flip: 1.5 (above 0, at most 1)");
  }
}
