package org.sharelab.data.noise;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sharelab.data.image.ImageSet;
import org.sharelab.data.image.LabeledImages;
import org.sharelab.data.image.LabeledImagesContract;
import org.sharelab.data.noise.LabelNoise.Draw;
import org.sharelab.model.FeatureShape;
import org.sharelab.random.Seed;

class NoisyLabelsTest implements LabeledImagesContract {
  private static final int IMAGES = 20_000;
  private static final int CLASSES = 10;
  private static final Seed SEED = Seed.of(7).derive("label-noise");

  /** N images of one byte; label i mod 10. */
  private static ImageSet clean(int size) {
    byte[] pixels = new byte[size];
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      pixels[i] = (byte) i;
      labels[i] = i % CLASSES;
    }
    return new ImageSet("toy", new FeatureShape(1, 1, 1), CLASSES, pixels, labels);
  }

  private static NoisyLabels noisy(double level, Draw draw) {
    return NoisyLabels.of(clean(IMAGES), new LabelNoise(level, draw), SEED);
  }

  @Override
  public LabeledImages images() {
    return NoisyLabels.of(clean(50), new LabelNoise(0.5, Draw.OTHER_CLASSES), SEED);
  }

  @Test
  void drawsExactlyTheLevelAndLeavesTheOthersAlone() {
    for (double level : new double[] {0, 0.1, 0.2, 0.33333, 0.6, 1}) {
      NoisyLabels noisy = noisy(level, Draw.ALL_CLASSES);
      assertThat(noisy.drawnCount()).isEqualTo((int) Math.round(level * IMAGES));
      for (int id = 0; id < IMAGES; id++) {
        if (!noisy.drawn(id)) {
          assertThat(noisy.label(id)).isEqualTo(id % CLASSES);
        }
      }
    }
  }

  @Test
  void keepsTheCleanLabelAndThePixels() {
    NoisyLabels noisy = noisy(1, Draw.OTHER_CLASSES);
    byte[] pixel = new byte[1];
    for (int id = 0; id < 1000; id++) {
      noisy.copyPixels(id, pixel);
      assertThat(noisy.cleanLabel(id)).isEqualTo(id % CLASSES);
      assertThat(pixel[0]).isEqualTo((byte) id);
    }
  }

  @Test
  void higherLevelsContainLowerOnesWithTheSameLabels() {
    for (Draw draw : Draw.values()) {
      NoisyLabels low = noisy(0.2, draw);
      NoisyLabels high = noisy(0.4, draw);
      for (int id = 0; id < IMAGES; id++) {
        if (low.drawn(id)) {
          assertThat(high.drawn(id)).isTrue();
          assertThat(high.label(id)).isEqualTo(low.label(id));
        }
      }
    }
  }

  @Test
  void inclusiveDrawsAreUniformOverAllClasses() {
    // 20,000 draws over 100 pairs of true and noisy class: each count is binomial(2,000, 1/10),
    // mean 200, sd sqrt(2000 * .1 * .9) = 13.4. |count - 200| <= 60 is 4.47 sd: exceeded by chance
    // in one of 100 pairs with probability below 100 * 8e-6 = 0.001, and the seed is fixed.
    int[][] counts = transitions(noisy(1, Draw.ALL_CLASSES));
    for (int[] row : counts) {
      for (int count : row) {
        assertThat(count).isBetween(140, 260);
      }
    }
    // Wrong labels: binomial(20,000, 0.9), mean 18,000, sd 42.4; 4.5 sd = 191.
    assertThat(noisy(1, Draw.ALL_CLASSES).wrongCount()).isBetween(17_809, 18_191);
  }

  @Test
  void exclusiveDrawsAreUniformOverTheOtherClasses() {
    // As above with binomial(2,000, 1/9): mean 222.2, sd 14.05; 4.47 sd = 63.
    int[][] counts = transitions(noisy(1, Draw.OTHER_CLASSES));
    for (int clean = 0; clean < CLASSES; clean++) {
      for (int label = 0; label < CLASSES; label++) {
        if (label == clean) {
          assertThat(counts[clean][label]).isZero();
        } else {
          assertThat(counts[clean][label]).isBetween(159, 286);
        }
      }
    }
    assertThat(noisy(1, Draw.OTHER_CLASSES).wrongCount()).isEqualTo(IMAGES);
  }

  @Test
  void choosesImagesOfAllClassesAlike() {
    // 4,000 of 20,000 without replacement: per class hypergeometric, mean 400,
    // sd sqrt(4000 * .1 * .9 * 16000 / 19999) = 17.0; 4.5 sd = 76.
    NoisyLabels noisy = noisy(0.2, Draw.ALL_CLASSES);
    int[] drawn = new int[CLASSES];
    for (int id = 0; id < IMAGES; id++) {
      drawn[noisy.cleanLabel(id)] += noisy.drawn(id) ? 1 : 0;
    }
    for (int count : drawn) {
      assertThat(count).isBetween(324, 476);
    }
  }

  @Test
  void theSeedDecidesEverything() {
    LabelNoise noise = new LabelNoise(0.3, Draw.ALL_CLASSES);
    NoisyLabels one = NoisyLabels.of(clean(1000), noise, SEED);
    NoisyLabels same = NoisyLabels.of(clean(1000), noise, SEED);
    NoisyLabels other = NoisyLabels.of(clean(1000), noise, Seed.of(8));
    int differences = 0;
    for (int id = 0; id < 1000; id++) {
      assertThat(same.label(id)).isEqualTo(one.label(id));
      assertThat(same.drawn(id)).isEqualTo(one.drawn(id));
      differences += other.drawn(id) == one.drawn(id) ? 0 : 1;
    }
    // Two independent draws of 30 % differ in 2 * .3 * .7 = 42 % of the images on average.
    assertThat(differences).isBetween(350, 490);
  }

  @Test
  void levelZeroChangesNothing() {
    NoisyLabels none = NoisyLabels.of(clean(100), LabelNoise.NONE, SEED);
    assertThat(none.drawnCount()).isZero();
    assertThat(none.wrongCount()).isZero();
  }

  private static int[][] transitions(LabeledImages images) {
    int[][] counts = new int[CLASSES][CLASSES];
    for (int id = 0; id < images.size(); id++) {
      counts[images.cleanLabel(id)][images.label(id)]++;
    }
    return counts;
  }
}
