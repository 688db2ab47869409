package org.sharelab.data.format;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.sharelab.check.Checks;
import org.sharelab.config.Names;
import org.sharelab.data.image.ImageSet;
import org.sharelab.data.image.Split;
import org.sharelab.model.FeatureShape;

/**
 * 32 x 32 colour images in the binary version of CIFAR-10 or CIFAR-100: records of one or two label
 * bytes and 3072 bytes, the red, green and blue plane.
 *
 * <p>Files may hold fewer records than the published ones.
 *
 * @param name of the data set
 * @param trainFiles a glob for the training files, which are read in the order of their names
 * @param testFile name of the test file
 * @param labelKinds one per label byte of a record
 * @param label the kind to use, one of {@code labelKinds}
 */
public record CifarFormat(
    String name, String trainFiles, String testFile, List<LabelKind> labelKinds, LabelKind label)
    implements ImageFormat {

  /** What a label byte says. */
  public enum LabelKind {
    /** One of the 10 classes of CIFAR-10. */
    CLASS(10),
    /** One of the 20 superclasses of CIFAR-100. */
    COARSE(20),
    /** One of the 100 classes of CIFAR-100. */
    FINE(100);

    private final int count;

    LabelKind(int count) {
      this.count = count;
    }
  }

  public static final FeatureShape SHAPE = new FeatureShape(3, 32, 32);

  private static final int IMAGE_LENGTH = (int) SHAPE.size();

  public CifarFormat {
    labelKinds = List.copyOf(labelKinds);
    Checks.valid(
        labelKinds.contains(label), "Invalid label kind: %s (one of %s)", label, labelKinds);
  }

  /** {@code data_batch_*.bin} and {@code test_batch.bin}. */
  public static CifarFormat cifar10(String name) {
    return new CifarFormat(
        name, "data_batch_*.bin", "test_batch.bin", List.of(LabelKind.CLASS), LabelKind.CLASS);
  }

  /**
   * {@code train.bin} and {@code test.bin}.
   *
   * @param label fine (100 classes) or coarse (20)
   */
  public static CifarFormat cifar100(String name, LabelKind label) {
    return new CifarFormat(
        name, "train.bin", "test.bin", List.of(LabelKind.COARSE, LabelKind.FINE), label);
  }

  @Override
  public ImageSet read(Path folder, Split split) {
    List<Path> files =
        split == Split.TRAIN
            ? DataFiles.findAll(folder, trainFiles)
            : List.of(DataFiles.find(folder, testFile));
    int count = count(folder, files);
    byte[] pixels = new byte[count * IMAGE_LENGTH];
    int[] labels = new int[count];
    int done = 0;
    for (Path file : files) {
      done = append(file, records(file), done, pixels, labels);
    }
    return new ImageSet(name + "/" + Names.of(split), SHAPE, label.count, pixels, labels);
  }

  private int recordLength() {
    return labelKinds.size() + IMAGE_LENGTH;
  }

  private int count(Path folder, List<Path> files) {
    long count = files.stream().mapToLong(this::records).sum();
    Checks.environment(
        count <= Integer.MAX_VALUE / IMAGE_LENGTH,
        "Cannot read %s: %d images found, at most %d fit in one set",
        folder,
        count,
        Integer.MAX_VALUE / IMAGE_LENGTH);
    return (int) count;
  }

  /** The number of records in a file, by its size. */
  private long records(Path file) {
    try {
      long size = Files.size(file);
      if (size == 0) {
        throw DataFiles.damaged(file, "it is empty");
      }
      if (size % recordLength() != 0) {
        throw DataFiles.damaged(
            file,
            "records of %d bytes expected, %d records and %d bytes found (truncated or oversized)",
            recordLength(),
            size / recordLength(),
            size % recordLength());
      }
      return size / recordLength();
    } catch (IOException failure) {
      throw DataFiles.unreadable(file, failure);
    }
  }

  /** Reads records into the arrays from {@code start} on, and returns where the next ones go. */
  private int append(Path file, long records, int start, byte[] pixels, int[] labels) {
    byte[] head = new byte[labelKinds.size()];
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      for (int i = 0; i < records; i++) {
        int at = start + i;
        int read = in.readNBytes(head, 0, head.length);
        read += in.readNBytes(pixels, at * IMAGE_LENGTH, IMAGE_LENGTH);
        if (read != recordLength()) {
          throw DataFiles.damaged(file, "%d records expected, %d found (truncated)", records, i);
        }
        labels[at] = chosenLabel(file, head, i);
      }
      return start + (int) records;
    } catch (IOException failure) {
      throw DataFiles.unreadable(file, failure);
    }
  }

  private int chosenLabel(Path file, byte[] head, int record) {
    for (int i = 0; i < head.length; i++) {
      int found = Byte.toUnsignedInt(head[i]);
      if (found >= labelKinds.get(i).count) {
        throw DataFiles.damaged(
            file,
            "label 0 to %d expected, %d found in record %d",
            labelKinds.get(i).count - 1,
            found,
            record);
      }
    }
    return Byte.toUnsignedInt(head[labelKinds.indexOf(label)]);
  }
}
