package org.sharelab.data;

import java.util.List;
import org.sharelab.config.Names;
import org.sharelab.config.Section;
import org.sharelab.data.format.CifarFormat;
import org.sharelab.data.format.CifarFormat.LabelKind;
import org.sharelab.data.format.IdxFormat;
import org.sharelab.model.FeatureShape;

/** The registry of data sets. */
public final class DataSources {
  private static final FeatureShape MNIST_SHAPE = new FeatureShape(1, 28, 28);

  private static final List<DataSource> ALL =
      List.of(
          new GlyphSource(),
          // Mean and std of the first 5,000 training images, as in the reference results.
          mnist(
              "fashion-mnist",
              Normalization.grey(0.2861464321613312, 0.3543785512447357),
              ClassNames.FASHION_MNIST),
          mnist("mnist", Normalization.grey(0.1307, 0.3081), ClassNames.MNIST),
          new FileSource(
              "cifar10",
              CifarFormat.cifar10("cifar10"),
              CifarFormat.SHAPE,
              10,
              50_000,
              10_000,
              new Normalization(List.of(0.4914, 0.4822, 0.4465), List.of(0.2470, 0.2435, 0.2616)),
              ClassNames.CIFAR_10),
          cifar100("cifar100", LabelKind.FINE, 100, ClassNames.CIFAR_100),
          cifar100("cifar100-coarse", LabelKind.COARSE, 20, ClassNames.CIFAR_100_COARSE));

  private DataSources() {}

  private static DataSource mnist(
      String name, Normalization normalization, List<String> classNames) {
    return new FileSource(
        name, new IdxFormat(name, 10), MNIST_SHAPE, 10, 60_000, 10_000, normalization, classNames);
  }

  private static DataSource cifar100(
      String name, LabelKind label, int classes, List<String> classNames) {
    return new FileSource(
        name,
        CifarFormat.cifar100(name, label),
        CifarFormat.SHAPE,
        classes,
        50_000,
        10_000,
        new Normalization(List.of(0.5071, 0.4865, 0.4409), List.of(0.2673, 0.2564, 0.2762)),
        classNames);
  }

  /** The data set that {@code data.name} names. */
  public static DataSource read(Section data) {
    String name = data.text("name", "glyphs");
    return ALL.stream()
        .filter(source -> source.name().equals(name))
        .findFirst()
        .orElseThrow(() -> data.invalid("name", Names.hint(name, names())));
  }

  /** The data set of this name, which must be one of {@link #names}. */
  public static DataSource named(String name) {
    return ALL.stream()
        .filter(source -> source.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No data set " + name));
  }

  public static List<String> names() {
    return ALL.stream().map(DataSource::name).toList();
  }
}
