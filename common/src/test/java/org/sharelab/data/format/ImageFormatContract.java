package org.sharelab.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sharelab.check.EnvironmentException;
import org.sharelab.data.image.ImageSet;
import org.sharelab.data.image.Split;

/** How every reader meets files that are missing or damaged. */
abstract class ImageFormatContract {
  @TempDir Path folder;

  abstract ImageFormat format();

  /** Writes a good set of at least two training and two test images. */
  abstract void writeGood(Path folder) throws IOException;

  private List<Path> files() throws IOException {
    try (var list = Files.list(folder)) {
      return list.sorted().toList();
    }
  }

  private void readBoth() {
    format().read(folder, Split.TRAIN);
    format().read(folder, Split.TEST);
  }

  /** The error names the file, or for a missing one at least the folder. */
  private void assertRefused(Path named) {
    assertThatThrownBy(this::readBoth)
        .isInstanceOf(EnvironmentException.class)
        .hasMessageStartingWith("Cannot read " + named + ": ")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void readsAGoodSet() throws IOException {
    writeGood(folder);
    ImageSet train = format().read(folder, Split.TRAIN);
    ImageSet test = format().read(folder, Split.TEST);
    assertThat(train.size()).isGreaterThanOrEqualTo(2);
    assertThat(train.name()).endsWith("/train");
    assertThat(test.name()).endsWith("/test");
    assertThat(test.shape()).isEqualTo(train.shape());
  }

  @Test
  void refusesAMissingFolder() {
    Path missing = folder.resolve("nowhere");
    assertThatThrownBy(() -> format().read(missing, Split.TRAIN))
        .isInstanceOf(EnvironmentException.class)
        .hasMessage("Cannot read data folder %s: no such folder", missing);
  }

  @Test
  void refusesEachMissingFile() throws IOException {
    writeGood(folder);
    for (Path file : files()) {
      byte[] kept = Files.readAllBytes(file);
      Files.delete(file);
      assertThatThrownBy(this::readBoth)
          .isInstanceOf(EnvironmentException.class)
          .hasMessageStartingWith("Cannot read " + folder + ": no file ");
      Files.write(file, kept);
    }
    readBoth();
  }

  @Test
  void refusesEachFileCutAtEveryLength() throws IOException {
    writeGood(folder);
    for (Path file : files()) {
      byte[] kept = Files.readAllBytes(file);
      int step = Math.max(1, kept.length / 50);
      for (int length = 0; length < kept.length; length += step) {
        Files.write(file, Arrays.copyOf(kept, length));
        assertRefused(file);
      }
      Files.write(file, Arrays.copyOf(kept, kept.length - 1));
      assertRefused(file);
      Files.write(file, kept);
    }
    readBoth();
  }

  @Test
  void refusesTrailingBytes() throws IOException {
    writeGood(folder);
    for (Path file : files()) {
      byte[] kept = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(kept, kept.length + 1));
      assertRefused(file);
      Files.write(file, kept);
    }
  }

  @Test
  void refusesAFolderInPlaceOfAFile() throws IOException {
    writeGood(folder);
    Path file = files().get(0);
    Files.delete(file);
    Files.createDirectory(file);
    assertThatThrownBy(this::readBoth)
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("Cannot read ");
  }
}
