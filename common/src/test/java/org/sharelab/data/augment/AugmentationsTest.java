package org.sharelab.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sharelab.check.ValidationException;
import org.sharelab.config.ExperimentFile;

class AugmentationsTest {
  private static java.util.List<Augmentation> read(String list) {
    return Augmentations.read(ExperimentFile.parse("augment = " + list).open(), "augment");
  }

  @Test
  void readsAListInOrder() {
    assertThat(read("[\"pad-and-crop(4)\", flip, cutout(8)]"))
        .containsExactly(new PadAndCrop(4), new Flip(0.5), new Cutout(8));
    assertThat(read("[flip(0.25)]")).containsExactly(new Flip(0.25));
    assertThat(read("[]")).isEmpty();
    assertThat(Augmentations.read(ExperimentFile.parse("").open(), "augment")).isEmpty();
  }

  @Test
  void suggestsTheCloseName() {
    assertThatThrownBy(() -> read("[\"cutuot(8)\"]"))
        .isInstanceOf(ValidationException.class)
        .hasMessageStartingWith("Invalid augmentation: \"cutuot(8)\" (did you mean cutout?) in ");
    assertThatThrownBy(() -> Augmentations.parse("mixup"))
        .hasMessage("Invalid augmentation: \"mixup\" (known: cutout, flip, pad-and-crop)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pad-and-crop",
        "pad-and-crop(4.5)",
        "pad-and-crop(four)",
        "pad-and-crop(NaN)",
        "pad-and-crop(1e300)"
      })
  void refusesMissingAndWrongArguments(String entry) {
    assertThatThrownBy(() -> Augmentations.parse(entry))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid augmentation: \"%s\" (such as pad-and-crop(4))", entry);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "cutout(", "cutout()", "cutout(1,2)", "cutout(8) flip", "(8)"})
  void refusesTextThatIsNoCall(String entry) {
    assertThatThrownBy(() -> Augmentations.parse(entry))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid augmentation: \"%s\" (a call such as pad-and-crop(4))", entry);
  }

  @Test
  void namesTheRangeOfAnArgument() {
    assertThatThrownBy(() -> read("[\"flip(2)\"]"))
        .hasMessageStartingWith("Invalid probability of flip: 2 (above 0, at most 1) in ");
  }

  @Test
  void refusesRepetition() {
    assertThatThrownBy(() -> read("[flip, flip(0.3)]"))
        .isInstanceOf(ValidationException.class)
        .hasMessageStartingWith(
            "Invalid augmentations: [\"flip\",\"flip\"] (each at most once) in ");
  }

  @Test
  void refusesPixelsAfterNormalizedValues() {
    assertThatThrownBy(() -> read("[cutout(8), flip]"))
        .isInstanceOf(ValidationException.class)
        .hasMessageStartingWith(
            "Invalid augmentations: [\"cutout\",\"flip\"] (flip works on raw pixels, so it goes"
                + " before those that work on normalized values) in ");
  }
}
