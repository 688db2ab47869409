package org.sharelab.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.sharelab.check.ValidationException;
import org.sharelab.model.FeatureShape;
import org.sharelab.random.Seed;

class CutoutTest implements AugmentationContract {
  @Override
  public Augmentation augmentation() {
    return new Cutout(4);
  }

  @Override
  public String text() {
    return "cutout( 4 )";
  }

  /** Cells cleared in each plane of an image of ones; the same ones in every plane. */
  private static boolean[] cleared(int side, FeatureShape shape, Seed seed) {
    float[] features = new float[(int) shape.size()];
    Arrays.fill(features, 1f);
    new Cutout(side).apply(features, 0, shape, seed.generator());
    int area = (int) shape.area();
    boolean[] cleared = new boolean[area];
    for (int i = 0; i < features.length; i++) {
      if (i < area) {
        cleared[i] = features[i] == 0;
      } else {
        assertThat(features[i] == 0).isEqualTo(cleared[i % area]);
      }
    }
    return cleared;
  }

  @Test
  void clearsOneRectangleThatTheEdgeMayCut() {
    FeatureShape shape = new FeatureShape(2, 6, 7);
    for (int seed = 0; seed < 200; seed++) {
      boolean[] cleared = cleared(4, shape, Seed.of(seed));
      int count = 0;
      int top = 6;
      int bottom = -1;
      int left = 7;
      int right = -1;
      for (int cell = 0; cell < cleared.length; cell++) {
        if (cleared[cell]) {
          count++;
          top = Math.min(top, cell / 7);
          bottom = Math.max(bottom, cell / 7);
          left = Math.min(left, cell % 7);
          right = Math.max(right, cell % 7);
        }
      }
      int height = bottom - top + 1;
      int width = right - left + 1;
      assertThat(count).as("seed %d", seed).isEqualTo(height * width);
      // The centre is within the image, so at least half of each side is.
      assertThat(height).as("seed %d", seed).isBetween(2, 4);
      assertThat(width).as("seed %d", seed).isBetween(2, 4);
    }
  }

  @Test
  void everyCentreIsEquallyLikely() {
    // Side 1 clears the centre alone: 16 cells, 16,000 draws, mean 1000, sd sqrt(16000 * 1/16 *
    // 15/16) = 30.6; 4.5 sd = 138.
    int[] hits = new int[16];
    for (int i = 0; i < 16_000; i++) {
      boolean[] cleared = cleared(1, new FeatureShape(1, 4, 4), Seed.of(3).derive("draw", i));
      for (int cell = 0; cell < 16; cell++) {
        hits[cell] += cleared[cell] ? 1 : 0;
      }
    }
    assertThat(hits)
        .satisfies(all -> assertThat(Arrays.stream(all).min().getAsInt()).isBetween(862, 1000));
    assertThat(Arrays.stream(hits).max().getAsInt()).isBetween(1000, 1138);
  }

  @Test
  void refusesSidesThatDoNotFit() {
    assertThatThrownBy(() -> new Cutout(0))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid side of cutout: 0 (1 or more)");
    assertThatThrownBy(() -> new Cutout(29).requireFits(new FeatureShape(1, 28, 28)))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid side of cutout: 29 (at most the image size, 28x28)");
  }
}
