package org.sharelab.data.augment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sharelab.model.FeatureShape;
import org.sharelab.random.Seed;

/** What every augmentation must do. */
interface AugmentationContract {
  FeatureShape SHAPE = new FeatureShape(3, 9, 11);

  Augmentation augmentation();

  /** How it is written in an experiment file. */
  String text();

  @Test
  default void isReadFromItsText() {
    assertThat(Augmentations.parse(text())).isEqualTo(augmentation());
    assertThat(text()).startsWith(augmentation().name());
  }

  @Test
  default void theGeneratorDecidesEverything() {
    for (int seed = 0; seed < 20; seed++) {
      assertThat(changed(seed, (byte) 1)).as("seed %d", seed).isEqualTo(changed(seed, (byte) 0));
    }
  }

  @Test
  default void differentDrawsGiveDifferentImages() {
    long distinct =
        java.util.stream.IntStream.range(0, 50)
            .mapToObj(seed -> java.util.Arrays.toString(changed(seed, (byte) 0)))
            .distinct()
            .count();
    assertThat(distinct).isGreaterThanOrEqualTo(2);
  }

  /** The changed image; the rest of the target starts out as {@code filler} and must not matter. */
  private float[] changed(int seed, byte filler) {
    int length = (int) SHAPE.size();
    byte[] source = new byte[length];
    new Random(99).nextBytes(source);
    byte[] kept = source.clone();
    float[] result = new float[length];
    if (augmentation() instanceof Augmentation.OfPixels ofPixels) {
      byte[] target = new byte[length];
      java.util.Arrays.fill(target, filler);
      ofPixels.apply(source, target, SHAPE, Seed.of(seed).generator());
      assertThat(source).isEqualTo(kept);
      for (int i = 0; i < length; i++) {
        result[i] = target[i];
      }
    } else if (augmentation() instanceof Augmentation.OfFeatures ofFeatures) {
      float[] features = new float[length + 2];
      features[0] = filler;
      features[length + 1] = filler;
      for (int i = 0; i < length; i++) {
        features[i + 1] = source[i];
      }
      ofFeatures.apply(features, 1, SHAPE, Seed.of(seed).generator());
      assertThat(features[0]).isEqualTo(filler);
      assertThat(features[length + 1]).isEqualTo(filler);
      System.arraycopy(features, 1, result, 0, length);
    }
    return result;
  }
}
