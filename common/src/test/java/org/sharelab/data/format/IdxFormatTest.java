package org.sharelab.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.sharelab.check.EnvironmentException;
import org.sharelab.data.image.ImageSet;
import org.sharelab.data.image.Split;
import org.sharelab.model.FeatureShape;

class IdxFormatTest extends ImageFormatContract {
  private static final int IMAGES_MAGIC = 0x00000803;
  private static final int LABELS_MAGIC = 0x00000801;

  @Override
  ImageFormat format() {
    return new IdxFormat("toy", 10);
  }

  @Override
  void writeGood(Path folder) throws IOException {
    for (String split : new String[] {"train", "t10k"}) {
      write(split + "-images-idx3-ubyte", images(2, 2, 3));
      write(split + "-labels-idx1-ubyte", labels(9, 0));
    }
  }

  /** N images whose pixels are 250, 251, 252, ... mod 256. */
  private static byte[] images(int count, int height, int width) {
    int size = count * height * width;
    ByteBuffer file = ByteBuffer.allocate(16 + size);
    file.putInt(IMAGES_MAGIC).putInt(count).putInt(height).putInt(width);
    for (int i = 0; i < size; i++) {
      file.put((byte) (250 + i));
    }
    return file.array();
  }

  private static byte[] labels(int... labels) {
    ByteBuffer file = ByteBuffer.allocate(8 + labels.length);
    file.putInt(LABELS_MAGIC).putInt(labels.length);
    for (int label : labels) {
      file.put((byte) label);
    }
    return file.array();
  }

  private static byte[] header(int... numbers) {
    ByteBuffer file = ByteBuffer.allocate(4 * numbers.length);
    for (int number : numbers) {
      file.putInt(number);
    }
    return file.array();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  private void write(String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), bytes);
  }

  private void assertTrainRefused(String file, String reason) {
    assertThatThrownBy(() -> format().read(folder, Split.TRAIN))
        .isInstanceOf(EnvironmentException.class)
        .hasMessage("Cannot read %s: %s", folder.resolve(file), reason);
  }

  @Test
  void readsPixelsAndLabelsByHand() throws IOException {
    writeGood(folder);
    ImageSet train = format().read(folder, Split.TRAIN);
    assertThat(train.name()).isEqualTo("toy/train");
    assertThat(train.shape()).isEqualTo(new FeatureShape(1, 2, 3));
    assertThat(train.classes()).isEqualTo(10);
    assertThat(train.label(0)).isEqualTo(9);
    assertThat(train.label(1)).isZero();
    assertThat(train.pixel(0, 0, 0, 0)).isEqualTo(250);
    // Cell (1, 2) of image 1 is value 6 + 3 + 2 = 11: 261 - 256 = 5.
    assertThat(train.pixel(1, 0, 1, 2)).isEqualTo(5);
  }

  @Test
  void readsGzippedFilesAlike() throws IOException {
    writeGood(folder);
    ImageSet plain = format().read(folder, Split.TRAIN);
    for (String name : new String[] {"train-images-idx3-ubyte", "train-labels-idx1-ubyte"}) {
      Path file = folder.resolve(name);
      write(name + ".gz", gzip(Files.readAllBytes(file)));
      Files.delete(file);
    }
    ImageSet zipped = format().read(folder, Split.TRAIN);
    assertThat(zipped.size()).isEqualTo(plain.size());
    assertThat(zipped.pixel(1, 0, 1, 2)).isEqualTo(plain.pixel(1, 0, 1, 2));
  }

  @Test
  void namesBothFormsOfAMissingFile() {
    assertThatThrownBy(() -> format().read(folder, Split.TEST))
        .hasMessage(
            "Cannot read %s: no file t10k-images-idx3-ubyte or t10k-images-idx3-ubyte.gz", folder);
  }

  @Test
  void refusesAWrongMagicNumber() throws IOException {
    writeGood(folder);
    write("train-images-idx3-ubyte", labels(1, 2, 3, 4, 5, 6, 7, 8, 9));
    assertTrainRefused(
        "train-images-idx3-ubyte",
        "magic number 0x00000803 expected (IDX, 3-dimensional, unsigned bytes), 0x00000801 found");
  }

  @Test
  void saysHowMuchWasExpectedAndFound() throws IOException {
    writeGood(folder);
    write("train-images-idx3-ubyte", Arrays.copyOf(images(2, 2, 3), 16 + 11));
    assertTrainRefused(
        "train-images-idx3-ubyte", "2 x 2 x 3 values expected by its header, 11 found (truncated)");
    write("train-images-idx3-ubyte", Arrays.copyOf(images(2, 2, 3), 16 + 13));
    assertTrainRefused(
        "train-images-idx3-ubyte", "2 x 2 x 3 values expected by its header, 13 found (oversized)");
    write("train-images-idx3-ubyte", Arrays.copyOf(images(2, 2, 3), 10));
    assertTrainRefused("train-images-idx3-ubyte", "it ends too early (truncated)");
  }

  @Test
  void refusesDimensionsThatNoFileCanHave() throws IOException {
    writeGood(folder);
    // 2^16 * 2^16 * 2 = 2^33 would be 0 as an int.
    write("train-images-idx3-ubyte", header(IMAGES_MAGIC, 65536, 65536, 2));
    assertTrainRefused(
        "train-images-idx3-ubyte", "impossible dimensions 65536 x 65536 x 2 in its header");
    // (2^31 - 1)^3 is beyond a long.
    int most = Integer.MAX_VALUE;
    write("train-images-idx3-ubyte", header(IMAGES_MAGIC, most, most, most));
    assertTrainRefused(
        "train-images-idx3-ubyte",
        "impossible dimensions 2147483647 x 2147483647 x 2147483647 in its header");
    write("train-images-idx3-ubyte", header(IMAGES_MAGIC, -1, 28, 28));
    assertTrainRefused(
        "train-images-idx3-ubyte", "impossible dimensions 4294967295 x 28 x 28 in its header");
    write("train-images-idx3-ubyte", header(IMAGES_MAGIC, 0, 28, 28));
    assertTrainRefused("train-images-idx3-ubyte", "it is empty (dimensions 0 x 28 x 28)");
  }

  @Test
  void doesNotAllocateWhatALyingHeaderClaims() throws IOException {
    writeGood(folder);
    // Two gigabytes claimed, nothing there: the test JVM could not hold many of these.
    byte[] lie = header(IMAGES_MAGIC, 2_000_000, 32, 32);
    write("train-images-idx3-ubyte", lie);
    assertTrainRefused(
        "train-images-idx3-ubyte",
        "2000000 x 32 x 32 values expected by its header, 0 found (truncated)");
    Files.delete(folder.resolve("train-images-idx3-ubyte"));
    write("train-images-idx3-ubyte.gz", gzip(lie));
    assertTrainRefused(
        "train-images-idx3-ubyte.gz",
        "2000000 x 32 x 32 values expected by its header, 0 found (truncated)");
  }

  @Test
  void refusesDamagedGzip() throws IOException {
    writeGood(folder);
    Files.delete(folder.resolve("train-images-idx3-ubyte"));
    String name = "train-images-idx3-ubyte.gz";
    byte[] good = gzip(images(2, 2, 3));
    write(name, images(2, 2, 3));
    assertTrainRefused(name, "damaged gzip data (Not in GZIP format)");
    byte[] wrongSum = good.clone();
    wrongSum[good.length - 8] ^= 1;
    write(name, wrongSum);
    assertTrainRefused(name, "damaged gzip data (Corrupt GZIP trailer)");
    write(name, Arrays.copyOf(good, good.length - 9));
    assertTrainRefused(name, "it ends too early (truncated)");
    write(name, gzip(Arrays.copyOf(images(2, 2, 3), 16 + 13)));
    assertTrainRefused(name, "2 x 2 x 3 values expected by its header, more found");
  }

  @Test
  void refusesLabelsOutOfRange() throws IOException {
    writeGood(folder);
    write("train-labels-idx1-ubyte", labels(3, 10));
    assertTrainRefused("train-labels-idx1-ubyte", "label 0 to 9 expected, 10 found at 1");
    write("train-labels-idx1-ubyte", labels(200, 1));
    assertTrainRefused("train-labels-idx1-ubyte", "label 0 to 9 expected, 200 found at 0");
  }

  @Test
  void refusesCountsThatDiffer() throws IOException {
    writeGood(folder);
    write("train-labels-idx1-ubyte", labels(3, 1, 2));
    assertTrainRefused(
        "train-labels-idx1-ubyte",
        "2 labels expected for the images of train-images-idx3-ubyte, 3 found");
  }
}
