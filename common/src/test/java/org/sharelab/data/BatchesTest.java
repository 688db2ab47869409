package org.sharelab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.sharelab.check.ValidationException;
import org.sharelab.data.noise.LabelNoise;
import org.sharelab.data.noise.NoisyLabels;
import org.sharelab.random.Seed;

class BatchesTest {
  private static Batches inFileOrder(int images, int batchSize) {
    return Batches.inFileOrder(ToyImages.of(images), ToyImages.IDENTITY, batchSize);
  }

  private static List<Integer> ids(Batches batches) {
    List<Integer> ids = new ArrayList<>();
    for (Batch batch : batches) {
      for (int id : batch.ids()) {
        ids.add(id);
      }
    }
    return ids;
  }

  @Test
  void keepsFileOrderAndTheSmallerLastBatch() {
    List<Integer> sizes = new ArrayList<>();
    inFileOrder(7, 3).forEach(batch -> sizes.add(batch.size()));
    assertThat(sizes).containsExactly(3, 3, 1);
    assertThat(ids(inFileOrder(7, 3))).containsExactly(0, 1, 2, 3, 4, 5, 6);
    assertThat(inFileOrder(7, 3).count()).isEqualTo(3);
    assertThat(inFileOrder(6, 3).count()).isEqualTo(2);
    assertThat(inFileOrder(7, 3).examples()).isEqualTo(7);
  }

  @Test
  void featuresAreExactlyAsLongAsTheBatch() {
    for (Batch batch : inFileOrder(7, 3)) {
      assertThat(batch.features()).hasSize(4 * batch.size());
      assertThat(batch.labels()).hasSize(batch.size());
      assertThat(batch.cleanLabels()).hasSize(batch.size());
      assertThat(batch.shape()).isEqualTo(ToyImages.SHAPE);
    }
  }

  @Test
  void laysImagesOutOneAfterTheOther() {
    Iterator<Batch> batches = inFileOrder(5, 2).iterator();
    batches.next();
    Batch second = batches.next();
    assertThat(second.labels()).containsExactly(2, 0);
    assertThat(second.features())
        .containsExactly(new float[] {2, 3, 4, 5, 3, 4, 5, 6}, Offset.offset(1e-5f));
  }

  @Test
  void givesNoisyAndCleanLabels() {
    LabelNoise all = new LabelNoise(1, LabelNoise.Draw.OTHER_CLASSES);
    NoisyLabels noisy = NoisyLabels.of(ToyImages.of(6), all, Seed.of(1));
    Batch batch = Batches.inFileOrder(noisy, ToyImages.IDENTITY, 6).iterator().next();
    assertThat(batch.cleanLabels()).containsExactly(0, 1, 2, 0, 1, 2);
    for (int i = 0; i < 6; i++) {
      assertThat(batch.labels()[i]).isEqualTo(noisy.label(i)).isNotEqualTo(i % 3);
    }
  }

  @Test
  void canBeReadAgainAndByTwoAtOnce() {
    Batches batches = inFileOrder(4, 2);
    Iterator<Batch> one = batches.iterator();
    Iterator<Batch> two = batches.iterator();
    Batch first = one.next();
    two.next();
    two.next();
    assertThat(first.ids()).containsExactly(0, 1);
    assertThat(ids(batches)).isEqualTo(ids(batches));
  }

  @Test
  void reusesItsArrays() {
    Iterator<Batch> batches = inFileOrder(4, 2).iterator();
    float[] features = batches.next().features();
    assertThat(batches.next().features()).isSameAs(features);
    assertThat(batches.hasNext()).isFalse();
    assertThatThrownBy(batches::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void rangesPartitionThePass() {
    Batches all = inFileOrder(10, 3);
    List<Integer> joined = new ArrayList<>(ids(all.range(0, 1)));
    joined.addAll(ids(all.range(1, 4)));
    assertThat(joined).isEqualTo(ids(all));
    assertThat(all.range(3, 4).examples()).isEqualTo(1);
    assertThat(all.range(2, 2).examples()).isZero();
    assertThat(ids(all.range(1, 4).range(2, 3))).containsExactly(9);
    assertThatThrownBy(() -> all.range(2, 5))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid range of batches: 2 to 5 (within 0 to 4)");
  }

  @Test
  void aBatchSizeBeyondTheImagesMakesOneBatch() {
    assertThat(inFileOrder(5, Integer.MAX_VALUE).count()).isEqualTo(1);
    assertThat(inFileOrder(5, Integer.MAX_VALUE).examples()).isEqualTo(5);
    assertThatThrownBy(() -> inFileOrder(5, 0)).hasMessage("Invalid batch size: 0 (1 or more)");
  }

  @Test
  void refusesANormalizationForOtherChannels() {
    Normalization three = new Normalization(List.of(0., 0., 0.), List.of(1., 1., 1.));
    assertThatThrownBy(() -> Batches.inFileOrder(ToyImages.of(3), three, 1))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Cannot normalize toy: 1 channels, normalization for 3");
  }
}
