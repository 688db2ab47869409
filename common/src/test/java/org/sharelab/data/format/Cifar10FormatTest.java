package org.sharelab.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.sharelab.check.EnvironmentException;
import org.sharelab.data.image.ImageSet;
import org.sharelab.data.image.Split;

class Cifar10FormatTest extends CifarFormatContract {
  @Override
  ImageFormat format() {
    return CifarFormat.cifar10("toy");
  }

  @Override
  void writeGood(Path folder) throws IOException {
    Files.write(folder.resolve("data_batch_1.bin"), file(record(1, 2, 200, 9), record(4, 5, 6, 0)));
    Files.write(folder.resolve("test_batch.bin"), file(record(1, 2, 3, 9), record(4, 5, 6, 0)));
  }

  @Test
  void readsPlanesInOrder() throws IOException {
    writeGood(folder);
    ImageSet train = format().read(folder, Split.TRAIN);
    assertThat(train.shape()).isEqualTo(CifarFormat.SHAPE);
    assertThat(train.classes()).isEqualTo(10);
    assertThat(train.label(0)).isEqualTo(9);
    assertThat(train.pixel(0, 0, 31, 31)).isEqualTo(1);
    assertThat(train.pixel(0, 1, 0, 0)).isEqualTo(2);
    assertThat(train.pixel(0, 2, 0, 0)).isEqualTo(200);
    assertThat(train.pixel(1, 0, 0, 0)).isEqualTo(4);
  }

  @Test
  void readsAllBatchesInOrderOfTheirNames() throws IOException {
    writeGood(folder);
    Files.write(folder.resolve("data_batch_5.bin"), record(50, 0, 0, 5));
    Files.write(folder.resolve("data_batch_3.bin"), record(30, 0, 0, 3));
    ImageSet train = format().read(folder, Split.TRAIN);
    assertThat(train.size()).isEqualTo(4);
    assertThat(train.label(2)).isEqualTo(3);
    assertThat(train.pixel(2, 0, 0, 0)).isEqualTo(30);
    assertThat(train.label(3)).isEqualTo(5);
  }

  @Test
  void saysHowManyRecordsAndBytesWereFound() throws IOException {
    writeGood(folder);
    Path file = folder.resolve("data_batch_1.bin");
    Files.write(file, Arrays.copyOf(file(record(1, 2, 3, 4), record(1, 2, 3, 4)), 3073 + 10));
    assertThatThrownBy(() -> format().read(folder, Split.TRAIN))
        .isInstanceOf(EnvironmentException.class)
        .hasMessage(
            "Cannot read %s: records of 3073 bytes expected, 1 records and 10 bytes found"
                + " (truncated or oversized)",
            file);
    Files.write(file, new byte[0]);
    assertThatThrownBy(() -> format().read(folder, Split.TRAIN))
        .hasMessage("Cannot read %s: it is empty", file);
  }

  @Test
  void refusesLabelsOutOfRange() throws IOException {
    writeGood(folder);
    Path file = folder.resolve("data_batch_1.bin");
    Files.write(file, file(record(1, 2, 3, 4), record(1, 2, 3, 10)));
    assertThatThrownBy(() -> format().read(folder, Split.TRAIN))
        .isInstanceOf(EnvironmentException.class)
        .hasMessage("Cannot read %s: label 0 to 9 expected, 10 found in record 1", file);
  }

  @Test
  void namesTheMissingFiles() {
    assertThatThrownBy(() -> format().read(folder, Split.TRAIN))
        .hasMessage("Cannot read %s: no file data_batch_*.bin", folder);
    assertThatThrownBy(() -> format().read(folder, Split.TEST))
        .hasMessage("Cannot read %s: no file test_batch.bin", folder);
  }
}
