package org.sharelab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.sharelab.check.ValidationException;
import org.sharelab.data.TrainingBatches.LastBatch;
import org.sharelab.data.augment.Augmentation;
import org.sharelab.data.augment.Cutout;
import org.sharelab.data.augment.Flip;
import org.sharelab.data.augment.PadAndCrop;
import org.sharelab.data.image.ImageSet;
import org.sharelab.random.Permutation;
import org.sharelab.random.Seed;

class TrainingBatchesTest {
  private static final Seed SEED = Seed.of(3);
  private static final List<Augmentation> ALL =
      List.of(new PadAndCrop(1), new Flip(0.5), new Cutout(1));

  private static TrainingBatches training(
      ImageSet images, List<Augmentation> augmentations, int batchSize, LastBatch lastBatch) {
    return new TrainingBatches(
        images, ToyImages.IDENTITY, augmentations, batchSize, lastBatch, SEED);
  }

  /** What each image looks like in these batches. */
  private static Map<Integer, List<Float>> byId(Batches batches) {
    Map<Integer, List<Float>> images = new TreeMap<>();
    for (Batch batch : batches) {
      int length = batch.features().length / batch.size();
      for (int i = 0; i < batch.size(); i++) {
        List<Float> image = new ArrayList<>();
        for (int k = 0; k < length; k++) {
          image.add(batch.features()[i * length + k]);
        }
        images.put(batch.ids()[i], image);
      }
    }
    return images;
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
  void theOrderIsTheSeedsPermutationForTheEpoch() {
    TrainingBatches training = training(ToyImages.of(20), List.of(), 5, LastBatch.DROP);
    int[] expected = Permutation.of(20, SEED.derive("data-order").derive("epoch", 4));
    assertThat(ids(training.epoch(4)))
        .containsExactly(java.util.Arrays.stream(expected).boxed().toArray(Integer[]::new));
    assertThat(ids(training.epoch(5))).isNotEqualTo(ids(training.epoch(4)));
  }

  @Test
  void dropsOrKeepsWhatFillsNoBatch() {
    TrainingBatches drop = training(ToyImages.of(11), List.of(), 4, LastBatch.DROP);
    TrainingBatches keep = training(ToyImages.of(11), List.of(), 4, LastBatch.KEEP);
    assertThat(drop.batchesPerEpoch()).isEqualTo(2);
    assertThat(drop.epoch(0).count()).isEqualTo(2);
    assertThat(drop.epoch(0).examples()).isEqualTo(8);
    assertThat(keep.batchesPerEpoch()).isEqualTo(3);
    assertThat(ids(keep.epoch(0))).hasSize(11).doesNotHaveDuplicates();
    assertThat(ids(drop.epoch(0))).isEqualTo(ids(keep.epoch(0)).subList(0, 8));
  }

  @Test
  void settingMHas78StepsPerEpoch() {
    // floor(5000 / 64) = 78
    assertThat(training(ToyImages.of(5000), List.of(), 64, LastBatch.DROP).batchesPerEpoch())
        .isEqualTo(78);
  }

  @Test
  void withoutAugmentationImagesAreAsTheyWere() {
    Batches epoch = training(ToyImages.of(8), List.of(), 4, LastBatch.DROP).epoch(0);
    assertThat(byId(epoch))
        .isEqualTo(byId(Batches.inFileOrder(ToyImages.of(8), ToyImages.IDENTITY, 3)));
    for (Batch batch : epoch) {
      for (int i = 0; i < batch.size(); i++) {
        assertThat(batch.labels()[i]).isEqualTo(batch.ids()[i] % 3);
        assertThat(batch.cleanLabels()[i]).isEqualTo(batch.ids()[i] % 3);
      }
    }
  }

  @Test
  void anExampleLooksTheSameWhateverTheBatchSizeAndTheStart() {
    ImageSet images = ToyImages.of(60);
    Map<Integer, List<Float>> expected = byId(training(images, ALL, 1, LastBatch.KEEP).epoch(2));
    TrainingBatches training = training(images, ALL, 7, LastBatch.KEEP);
    assertThat(byId(training.epoch(2))).isEqualTo(expected);
    Map<Integer, List<Float>> resumed = byId(training.epoch(2).range(0, 4));
    resumed.putAll(byId(training.epoch(2).range(4, training.batchesPerEpoch())));
    assertThat(resumed).isEqualTo(expected);
  }

  @Test
  void epochsAndExamplesAreAugmentedDifferently() {
    ImageSet images = ToyImages.of(60);
    TrainingBatches training = training(images, ALL, 6, LastBatch.KEEP);
    assertThat(byId(training.epoch(0))).isNotEqualTo(byId(training.epoch(1)));
    // 60 equal images: if draws did not depend on the example, all would look alike.
    ImageSet equal = new ImageSet("equal", ToyImages.SHAPE, 2, bytes(240), new int[60]);
    assertThat(byId(training(equal, ALL, 6, LastBatch.KEEP).epoch(0)).values().stream().distinct())
        .hasSizeGreaterThan(5);
  }

  @Test
  void oneMoreAugmentationChangesNoneOfTheOthersDraws() {
    ImageSet images = ToyImages.of(60);
    List<Augmentation> flip = List.of(new Flip(0.5));
    Map<Integer, List<Float>> flipped = byId(training(images, flip, 6, LastBatch.KEEP).epoch(0));
    Map<Integer, List<Float>> both =
        byId(training(images, List.of(new Flip(0.5), new Cutout(1)), 6, LastBatch.KEEP).epoch(0));
    flipped.forEach(
        (id, image) -> {
          int differences = 0;
          for (int k = 0; k < 4; k++) {
            differences += image.get(k).equals(both.get(id).get(k)) ? 0 : 1;
          }
          assertThat(differences).as("image %d", id).isLessThanOrEqualTo(1);
        });
  }

  @Test
  void paddingIsBlackAndACutIsTheMean() {
    // All pixels 255, mean 1, std 1: white is 0 and black -1. A cut-out cell is 0, padding -1.
    byte[] white = new byte[4 * 50];
    java.util.Arrays.fill(white, (byte) 255);
    ImageSet images = new ImageSet("white", ToyImages.SHAPE, 2, white, new int[50]);
    Normalization normalization = Normalization.grey(1, 1);
    List<Float> padded = values(images, normalization, new PadAndCrop(1));
    List<Float> cut = values(images, normalization, new Cutout(2));
    assertThat(padded).contains(-1f, 0f).allMatch(x -> x == -1f || x == 0f);
    assertThat(cut).allMatch(x -> x == 0f);
  }

  private static List<Float> values(
      ImageSet images, Normalization normalization, Augmentation augmentation) {
    TrainingBatches training =
        new TrainingBatches(images, normalization, List.of(augmentation), 10, LastBatch.KEEP, SEED);
    return byId(training.epoch(0)).values().stream().flatMap(List::stream).toList();
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (10 + i % 4);
    }
    return bytes;
  }

  @Test
  void refusesWhatDoesNotFitBeforeTheFirstEpoch() {
    assertThatThrownBy(() -> training(ToyImages.of(50), List.of(), 64, LastBatch.DROP))
        .isInstanceOf(ValidationException.class)
        .hasMessage(
            "Invalid batch size: 64 (at most 50, the training images, as only full batches are"
                + " used)");
    assertThatThrownBy(() -> training(ToyImages.of(50), List.of(), 0, LastBatch.KEEP))
        .hasMessage("Invalid batch size: 0 (1 or more)");
    assertThatThrownBy(() -> training(ToyImages.of(5), List.of(new Cutout(3)), 1, LastBatch.KEEP))
        .hasMessage("Invalid side of cutout: 3 (at most the image size, 2x2)");
    assertThat(training(ToyImages.of(50), List.of(), 64, LastBatch.KEEP).batchesPerEpoch())
        .isEqualTo(1);
  }
}
