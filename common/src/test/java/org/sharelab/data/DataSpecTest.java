package org.sharelab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sharelab.check.EnvironmentException;
import org.sharelab.check.ValidationException;
import org.sharelab.config.ExperimentFile;
import org.sharelab.config.Section;
import org.sharelab.data.augment.Cutout;
import org.sharelab.data.augment.Flip;
import org.sharelab.data.augment.PadAndCrop;
import org.sharelab.data.noise.LabelNoise;
import org.sharelab.model.FeatureShape;

class DataSpecTest {
  @TempDir Path folder;

  private static DataSpec read(String data) {
    Section root = ExperimentFile.parse("data { " + data + " }").open();
    DataSpec spec = DataSpec.read(root.section("data"));
    root.rejectUnknown();
    return spec;
  }

  @ParameterizedTest
  @CsvSource({
    "glyphs, 3x32x32, 10",
    "fashion-mnist, 1x28x28, 10",
    "mnist, 1x28x28, 10",
    "cifar10, 3x32x32, 10",
    "cifar100, 3x32x32, 100",
    "cifar100-coarse, 3x32x32, 20"
  })
  void shapesAndClassesNeedNoFiles(String name, String shape, int classes) {
    DataSpec spec = read("name = " + name);
    assertThat(spec.inputShape()).hasToString(shape);
    assertThat(spec.classes()).isEqualTo(classes);
  }

  @Test
  void readsEveryKey() {
    DataSpec spec =
        read(
            """
            name = cifar10, path = /images, train-limit = 5000, test-limit = 1000
            image-size = 64, channels = 1, classes = 7
            augment = ["pad-and-crop(4)", "flip", "cutout(8)"]
            normalization { mean = [0.4], std = [0.2] }
            label-noise { level = 0.4, include-true = false }
            """);
    assertThat(spec)
        .isEqualTo(
            new DataSpec(
                "cifar10",
                "/images",
                5000,
                1000,
                new FeatureShape(1, 64, 64),
                7,
                List.of(new PadAndCrop(4), new Flip(0.5), new Cutout(8)),
                Normalization.grey(0.4, 0.2),
                new LabelNoise(0.4, LabelNoise.Draw.OTHER_CLASSES)));
  }

  @Test
  void specAndImagesSurviveJavaSerialization() throws Exception {
    DataSpec spec =
        read("train-limit = 10, test-limit = 10, augment = [pad-and-crop(4), flip, cutout(8)]");
    Dataset dataset = spec.load();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(spec);
      out.writeObject(dataset);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(spec);
      assertThat(((Dataset) in.readObject()).fingerprint()).isEqualTo(dataset.fingerprint());
    }
  }

  @Test
  void glyphsAreTheDefault() {
    DataSpec spec = read("");
    assertThat(spec.name()).isEqualTo("glyphs");
    assertThat(spec.trainLimit()).isZero();
    assertThat(spec.augmentations()).isEmpty();
    assertThat(spec.labelNoise()).isEqualTo(LabelNoise.NONE);
  }

  @Test
  void usesTheConstantsOfTheReferenceResults() {
    assertThat(read("name = fashion-mnist").normalization())
        .isEqualTo(Normalization.grey(0.2861464321613312, 0.3543785512447357));
  }

  @Test
  void theCanonicalFormHasTheDefaults() {
    Section root = ExperimentFile.parse("data { name = mnist }").open();
    DataSpec.read(root.section("data"));
    @SuppressWarnings("unchecked")
    Map<String, Object> data = (Map<String, Object>) root.effective().get("data");
    assertThat(data)
        .containsEntry("name", "mnist")
        .containsEntry("train-limit", 0L)
        .containsEntry("image-size", 28L)
        .containsEntry("classes", 10L)
        .containsEntry("label-noise", Map.of("level", 0.0, "include-true", true))
        .doesNotContainKey("path");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name = cifar11|Invalid data.name: \"cifar11\" (did you mean cifar10?)",
        "name = imagenet|Invalid data.name: \"imagenet\" (known: cifar10, cifar100,"
            + " cifar100-coarse, fashion-mnist, glyphs, mnist)",
        "name = mnist, train-limit = 60001|Invalid data.train-limit: 60001 (a whole number from 0"
            + " to 60000)",
        "test-limit = -1|Invalid data.test-limit: -1 (a whole number from 0 to 10000)",
        "image-size = 0|Invalid data.image-size: 0 (a whole number from 1 to 65536)",
        "classes = 1|Invalid data.classes: 1 (a whole number from 2 to 65536)",
        "path = \"\"|Invalid data.path: \"\" (a folder)",
        "normalization { mean = [0.5] }|Invalid data.normalization.mean: [0.5] (one number per"
            + " channel, 3)",
        "normalization { std = [1, 1, 0] }|Invalid data.normalization.std: [1,1,0] (numbers > 0)",
        "channels = 1, normalization { mean = [0.5] }|Invalid data.normalization.std: missing (one"
            + " number per channel, 1)",
        "augment = flip|Invalid data.augment: \"flip\" (a list of texts)",
        "augment = [flop]|Invalid augmentation: \"flop\" (did you mean flip?)",
        "augment = [cutout(33)]|Invalid side of cutout: 33 (at most the image size, 32x32)",
        "label-noise { level = 2 }|Invalid data.label-noise.level: 2 (a number from 0 to 1)",
        "label-noise { levl = 0.2 }|Invalid key: data.label-noise.levl (did you mean level?)",
        "train-limits = 5|Invalid key: data.train-limits (did you mean train-limit?)"
      })
  void namesTheKeyThatIsWrong(String data, String message) {
    assertThatThrownBy(() -> read(data))
        .isInstanceOf(ValidationException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void refusesValuesThatNoFileCouldHold() {
    FeatureShape shape = new FeatureShape(1, 1, 1);
    Normalization normalization = Normalization.grey(0, 1);
    assertThatThrownBy(
            () ->
                new DataSpec(
                    "minist", "", 0, 0, shape, 2, List.of(), normalization, LabelNoise.NONE))
        .hasMessage("Invalid data set: minist (did you mean mnist?)");
    assertThatThrownBy(
            () ->
                new DataSpec(
                    "mnist", "", -1, 0, shape, 2, List.of(), normalization, LabelNoise.NONE))
        .hasMessage("Invalid limits: -1 train and 0 test images (0, for all, or more)");
    assertThatThrownBy(
            () ->
                new DataSpec(
                    "mnist", "", 0, 0, shape, 1, List.of(), normalization, LabelNoise.NONE))
        .hasMessage("Invalid classes: 1 (2 or more)");
  }

  @Test
  void loadsGlyphsWithoutAPath() {
    DataSpec spec = read("name = glyphs, train-limit = 20, test-limit = 10");
    spec.requireAvailable();
    Dataset dataset = spec.load();
    assertThat(dataset.train().size()).isEqualTo(20);
    assertThat(dataset.test().size()).isEqualTo(10);
    assertThat(dataset.shape()).isEqualTo(spec.inputShape());
  }

  @Test
  void saysHowToGetFilesThatAreNotThere() {
    assertThatThrownBy(() -> read("name = mnist").requireAvailable())
        .isInstanceOf(ValidationException.class)
        .hasMessage(
            "Invalid data.path: missing (the folder of mnist; scripts/fetch-data downloads it)");
    Path missing = folder.resolve("nowhere");
    assertThatThrownBy(() -> read("name = mnist, path = \"" + missing + "\"").load())
        .isInstanceOf(EnvironmentException.class)
        .hasMessage("Cannot read data folder %s: no such folder", missing);
  }

  @Test
  void refusesDataThatDifferFromWhatTheFileSays() throws IOException {
    assertThatThrownBy(() -> read("train-limit = 10, test-limit = 10, image-size = 28").load())
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid data.image-size: 28 (glyphs has 32)");
    assertThatThrownBy(() -> read("train-limit = 10, test-limit = 10, channels = 1").load())
        .hasMessage("Invalid data.channels: 1 (glyphs has 3)");
    assertThatThrownBy(() -> read("train-limit = 10, test-limit = 10, classes = 11").load())
        .hasMessage("Invalid data.classes: 11 (glyphs has 10)");
    writeMnist("train", 14);
    writeMnist("t10k", 14);
    assertThatThrownBy(() -> read("name = mnist, path = \"" + folder + "\"").load())
        .hasMessage("Invalid data.image-size: 28 (mnist has 14)");
    assertThat(read("name = mnist, image-size = 14, path = \"" + folder + "\"").load().shape())
        .hasToString("1x14x14");
  }

  @Test
  void refusesSplitsOfDifferentSizes() throws IOException {
    writeMnist("train", 28);
    writeMnist("t10k", 14);
    assertThatThrownBy(() -> read("name = mnist, path = \"" + folder + "\"").load())
        .isInstanceOf(EnvironmentException.class)
        .hasMessage(
            "Cannot use mnist in %s: its train images are 1x28x28, its test images 1x14x14",
            folder);
  }

  /** One black image of class 0. */
  private void writeMnist(String split, int side) throws IOException {
    byte[] images =
        ByteBuffer.allocate(16 + side * side)
            .putInt(0x803)
            .putInt(1)
            .putInt(side)
            .putInt(side)
            .array();
    Files.write(folder.resolve(split + "-images-idx3-ubyte"), images);
    byte[] labels = ByteBuffer.allocate(9).putInt(0x801).putInt(1).array();
    Files.write(folder.resolve(split + "-labels-idx1-ubyte"), labels);
  }
}
