package org.sharelab.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sharelab.check.ValidationException;
import org.sharelab.data.format.CifarFormat.LabelKind;
import org.sharelab.data.image.ImageSet;
import org.sharelab.data.image.Split;

class Cifar100FormatTest extends CifarFormatContract {
  @Override
  ImageFormat format() {
    return CifarFormat.cifar100("toy", LabelKind.FINE);
  }

  @Override
  void writeGood(Path folder) throws IOException {
    byte[] records = file(record(1, 2, 3, 19, 99), record(4, 5, 6, 0, 42));
    Files.write(folder.resolve("train.bin"), records);
    Files.write(folder.resolve("test.bin"), records);
  }

  @Test
  void usesTheFineLabelOrTheCoarseOne() throws IOException {
    writeGood(folder);
    ImageSet fine = format().read(folder, Split.TRAIN);
    ImageSet coarse = CifarFormat.cifar100("toy", LabelKind.COARSE).read(folder, Split.TEST);
    assertThat(fine.classes()).isEqualTo(100);
    assertThat(fine.label(0)).isEqualTo(99);
    assertThat(fine.label(1)).isEqualTo(42);
    assertThat(coarse.classes()).isEqualTo(20);
    assertThat(coarse.label(0)).isEqualTo(19);
    assertThat(coarse.label(1)).isZero();
    assertThat(fine.pixel(1, 2, 31, 31)).isEqualTo(6);
  }

  @Test
  void checksBothLabels() throws IOException {
    writeGood(folder);
    Path file = folder.resolve("train.bin");
    Files.write(file, record(1, 2, 3, 20, 5));
    assertThatThrownBy(() -> format().read(folder, Split.TRAIN))
        .hasMessage("Cannot read %s: label 0 to 19 expected, 20 found in record 0", file);
    Files.write(file, record(1, 2, 3, 5, 100));
    assertThatThrownBy(() -> format().read(folder, Split.TRAIN))
        .hasMessage("Cannot read %s: label 0 to 99 expected, 100 found in record 0", file);
  }

  @Test
  void refusesALabelThatRecordsDoNotHave() {
    assertThatThrownBy(
            () -> new CifarFormat("toy", "a", "b", List.of(LabelKind.CLASS), LabelKind.FINE))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid label kind: FINE (one of [CLASS])");
  }
}
