package org.sharelab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sharelab.check.ValidationException;
import org.sharelab.data.image.ImageSet;
import org.sharelab.testing.SharedFiles;

class DataSourcesTest {
  static List<String> names() {
    return DataSources.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void whatIsKnownOfADataSetFitsTogether(String name) {
    DataSource source = DataSources.named(name);
    assertThat(source.name()).isEqualTo(name).matches("[a-z0-9-]+");
    assertThat(source.normalization().channels()).isEqualTo(source.shape().channels());
    assertThat(source.classNames()).hasSize(source.classes()).doesNotHaveDuplicates();
    assertThat(source.shape().height()).isEqualTo(source.shape().width());
    assertThat(source.trainImages()).isGreaterThan(source.testImages());
  }

  /** Fingerprints computed by a separate program in another language. */
  @ParameterizedTest
  @CsvSource({
    "fashion-mnist, fashion-mnist, 60000, 10000,"
        + " 1e2e63c898058b287fa01e4d608e87abe3e0199e87624656dcc49bb433149882",
    "cifar10, cifar10, 10000, 2000,"
        + " 0d5e8c501a4bea9a64642de73868414dc45165558e4ccac1df495395253e68bc",
    "cifar100, cifar100, 10000, 2000,"
        + " 308686f7c114e096e96901e42289ea12a2fa383b5087928510158da667a1f218",
    "cifar100-coarse, cifar100, 10000, 2000,"
        + " acd20790bebb971f61a0322abe59e43c887aa6b2f235553a5d349adac2c00850"
  })
  void readsRealImages(String name, String folder, int train, int test, String fingerprint) {
    DataSource source = DataSources.named(name);
    Dataset dataset = source.load(SharedFiles.data(folder).toString(), 0, 0);
    assertThat(dataset.train().size()).isEqualTo(train);
    assertThat(dataset.test().size()).isEqualTo(test);
    assertThat(dataset.shape()).isEqualTo(source.shape());
    assertThat(dataset.classes()).isEqualTo(source.classes());
    assertThat(dataset.classNames()).isEqualTo(source.classNames());
    // All of these are balanced.
    assertThat(dataset.train().classCounts()).containsOnly(train / source.classes());
    assertThat(dataset.test().classCounts()).containsOnly(test / source.classes());
    assertThat(dataset.fingerprint()).isEqualTo(fingerprint);
  }

  @Test
  void limitsKeepTheFirstImagesInFileOrder() {
    String folder = SharedFiles.data("fashion-mnist").toString();
    Dataset dataset = DataSources.named("fashion-mnist").load(folder, 5000, 5000);
    assertThat(dataset.fingerprint())
        .isEqualTo("98ebc869f343d5c59b24fa192cc52cc4764e4e9341ae1cb1278b7e16c79519c0");
    // The constants of the reference results are mean and std of these 5,000 training images.
    Normalization normalization = DataSources.named("fashion-mnist").normalization();
    double[] moments = moments(dataset.train());
    assertThat(moments[0]).isCloseTo(normalization.mean().get(0), Offset.offset(1e-6));
    assertThat(moments[1]).isCloseTo(normalization.std().get(0), Offset.offset(1e-6));
  }

  private static double[] moments(ImageSet images) {
    byte[] pixels = new byte[784];
    double sum = 0;
    double squares = 0;
    for (int id = 0; id < images.size(); id++) {
      images.copyPixels(id, pixels);
      for (byte pixel : pixels) {
        double x = Byte.toUnsignedInt(pixel) / 255.0;
        sum += x;
        squares += x * x;
      }
    }
    double count = 784.0 * images.size();
    double mean = sum / count;
    return new double[] {mean, Math.sqrt(squares / count - mean * mean)};
  }

  @Test
  void refusesALimitBeyondWhatTheFolderHolds() {
    String folder = SharedFiles.data("cifar10").toString();
    assertThatThrownBy(() -> DataSources.named("cifar10").load(folder, 10_001, 0))
        .isInstanceOf(ValidationException.class)
        .hasMessage(
            "Invalid data.train-limit: 10001 (at most 10000, the train images in %s)", folder);
  }

  @Test
  void drawsGlyphsUpToTheLimit() {
    Dataset glyphs = DataSources.named("glyphs").load("", 30, 20);
    assertThat(glyphs.train().size()).isEqualTo(30);
    assertThat(glyphs.test().size()).isEqualTo(20);
    assertThat(glyphs.classNames()).hasSize(10);
  }
}
