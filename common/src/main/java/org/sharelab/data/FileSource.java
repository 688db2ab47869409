package org.sharelab.data;

import java.nio.file.Path;
import java.util.List;
import org.sharelab.check.Checks;
import org.sharelab.data.format.ImageFormat;
import org.sharelab.data.image.ImageSet;
import org.sharelab.data.image.Split;
import org.sharelab.model.FeatureShape;

/** A published data set, read from files in its published format; a subset of it will do. */
record FileSource(
    String name,
    ImageFormat format,
    FeatureShape shape,
    int classes,
    int trainImages,
    int testImages,
    Normalization normalization,
    List<String> classNames)
    implements DataSource {

  @Override
  public boolean needsPath() {
    return true;
  }

  @Override
  public Dataset load(String path, int trainLimit, int testLimit) {
    Path folder = Path.of(path);
    ImageSet train = format.read(folder, Split.TRAIN);
    ImageSet test = format.read(folder, Split.TEST);
    Checks.environment(
        train.shape().equals(test.shape()),
        "Cannot use %s in %s: its train images are %s, its test images %s",
        name,
        folder,
        train.shape(),
        test.shape());
    return new Dataset(
        name,
        limited(train, trainLimit, "train", folder),
        limited(test, testLimit, "test", folder),
        classNames);
  }

  private static ImageSet limited(ImageSet images, int limit, String split, Path folder) {
    Checks.valid(
        limit <= images.size(),
        "Invalid data.%s-limit: %d (at most %d, the %s images in %s)",
        split,
        limit,
        images.size(),
        split,
        folder);
    return limit == 0 ? images : images.first(limit);
  }
}
