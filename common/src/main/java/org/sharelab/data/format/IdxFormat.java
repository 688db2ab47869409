package org.sharelab.data.format;

import java.nio.file.Path;
import org.sharelab.config.Names;
import org.sharelab.data.image.ImageSet;
import org.sharelab.data.image.Split;
import org.sharelab.model.FeatureShape;

/**
 * Grey images in the four files of MNIST and its relatives, plain or gzipped: {@code
 * train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte}, {@code t10k-images-idx3-ubyte}, {@code
 * t10k-labels-idx1-ubyte}.
 *
 * @param name of the data set
 * @param classes K; labels are 0 to K - 1
 */
public record IdxFormat(String name, int classes) implements ImageFormat {

  @Override
  public ImageSet read(Path folder, Split split) {
    String prefix = split == Split.TRAIN ? "train" : "t10k";
    Path imageFile = find(folder, prefix + "-images-idx3-ubyte");
    Path labelFile = find(folder, prefix + "-labels-idx1-ubyte");
    int[] labels = labels(labelFile);
    IdxFile images = IdxFile.read(imageFile, 3);
    int count = images.dimensions().get(0);
    if (count != labels.length) {
      throw DataFiles.damaged(
          labelFile,
          "%d labels expected for the images of %s, %d found",
          count,
          imageFile.getFileName(),
          labels.length);
    }
    FeatureShape shape =
        new FeatureShape(1, images.dimensions().get(1), images.dimensions().get(2));
    return new ImageSet(name + "/" + Names.of(split), shape, classes, images.values(), labels);
  }

  private int[] labels(Path file) {
    byte[] values = IdxFile.read(file, 1).values();
    int[] labels = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      labels[i] = Byte.toUnsignedInt(values[i]);
      if (labels[i] >= classes) {
        throw DataFiles.damaged(
            file, "label 0 to %d expected, %d found at %d", classes - 1, labels[i], i);
      }
    }
    return labels;
  }

  private static Path find(Path folder, String name) {
    return DataFiles.find(folder, name, name + ".gz");
  }
}
