package org.sharelab.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sharelab.config.ExperimentFile;
import org.sharelab.config.Section;
import org.sharelab.model.Operation.Convolution;
import org.sharelab.random.Seed;
import org.sharelab.sharing.SharingSpec;

/** Parameters and multiply-adds of published models, from their papers or released builds. */
class PublishedCountsTest {

  private static ModelSpec model(String shortName, int resolution, int classes) {
    Section section = section(Map.of("model", ModelFamilies.ofShortName(shortName)));
    return ModelFamilies.read(section)
        .read(section, new FeatureShape(3, resolution, resolution), classes);
  }

  private static Section section(Map<String, Object> file) {
    return ExperimentFile.of(file).open().section("model");
  }

  private static long allParameters(Architecture architecture) {
    return architecture.layers().stream()
        .flatMap(layer -> layer.parameters().stream())
        .mapToLong(ParameterSpec::size)
        .sum();
  }

  @ParameterizedTest
  @CsvSource({
    "28, 10, 10, 36479194, 36454832, 28, 3686400",
    "28, 10, 100, 36536884, 36454832, 28, 3686400",
    "40, 10, 100, 55899444, 55808432, 40, 3686400",
    "52, 10, 10, 75204314, 75162032, 52, 3686400",
    "76, 12, 100, 164106804, 163965360, 76, 5308416",
    "28, 7, 100, 17925940, 17868464, 28, 1806336",
    "28, 5, 10, 9132634, 9120432, 28, 921600",
    "28, 4, 10, 5849050, 5839280, 28, 589824",
    "28, 2, 100, 1479220, 1462704, 28, 147456",
    "16, 7, 100, 8436404, 8385200, 16, 1806336",
    "16, 4, 10, 2748890, 2742704, 16, 589824",
    "16, 2, 10, 691674, 688560, 16, 147456",
    "28, 8, 100, 23401012, 23335344, 28, 2359296"
  })
  void wideResNets(
      int depth,
      int width,
      int classes,
      long parameters,
      long inConvolutions,
      int convolutions,
      long largest) {
    Architecture net = model("wrn-%d-%d".formatted(depth, width), 32, classes).architecture();
    List<Long> sizes =
        net.layers().stream()
            .filter(layer -> layer.operation() instanceof Convolution)
            .map(layer -> layer.parameters().get(0).size())
            .toList();

    assertThat(net.trainableParameters()).isEqualTo(parameters);
    assertThat(sizes.stream().mapToLong(Long::longValue).sum()).isEqualTo(inConvolutions);
    assertThat(sizes).hasSize(convolutions);
    assertThat(sizes.stream().mapToLong(Long::longValue).max()).hasValue(largest);
  }

  @ParameterizedTest
  @CsvSource({
    "b0, 224, 1000, 7200312, 7139704",
    "b0, 32, 10, 5932122, 5871514", // 990 * 1281 less than with 1000 classes
    "b2, 260, 1000, 10178374, 10096086", // Keras' own total and trainable counts
    "s, 384, 1000, 21612360, 21458488",
    "m, 480, 1000, 54431388, 54139356",
    "l, 480, 1000, 119027848, 118515272"
  })
  void efficientNets(String variant, int resolution, int classes, long all, long trainable) {
    Architecture net = model("efficientnetv2-" + variant, resolution, classes).architecture();

    assertThat(allParameters(net)).isEqualTo(all);
    assertThat(net.trainableParameters()).isEqualTo(trainable);
  }

  @Test
  void residualNetworkWithoutConvolutionBiases() {
    Architecture net = model("resnet50", 224, 1000).architecture();

    assertThat(allParameters(net)).isEqualTo(25610152);
    assertThat(net.trainableParameters()).isEqualTo(25557032);
    // 4.09 GMACs are torchvision's, whose 3 x 3 convolutions have the strides; here the 1 x 1 do.
    assertThat(net.macs()).isEqualTo(3857973248L);
    ResNet50Spec torchvision =
        new ResNet50Spec(
            new FeatureShape(3, 224, 224), 1000, 64, ResNet50Spec.Downsampling.SPATIAL);
    assertThat(torchvision.architecture().macs()).isEqualTo(4089184256L);
  }

  @ParameterizedTest
  @CsvSource({
    "ti, 12, 1, 5717416, 1253683200",
    "ti, 6, 1, 3048232, ",
    "ti, 4, 1, 2158504, ",
    "ti, 12, 2, 3052840, 1253683200",
    "ti, 12, 3, 2164648, 1253683200",
    "s, 12, 1, 22050664, 4598882304",
    "s, 6, 1, 11403880, ",
    "s, 4, 1, 7854952, ",
    "s, 12, 2, 11413096, 4598882304",
    "s, 12, 3, 7867240, 4598882304"
  })
  void visionTransformers(String variant, int depth, int rate, long parameters, Long macs) {
    Section section =
        section(
            Map.of(
                "model",
                Map.of(
                    "name",
                    "deit",
                    "variant",
                    variant,
                    "depth",
                    depth,
                    "sharing",
                    Map.of("rate", rate))));
    ModelFamily family = ModelFamilies.read(section);
    ModelSpec spec = family.read(section, new FeatureShape(3, 224, 224), 1000);
    SharingSpec sharing =
        SharingSpec.read(section.section("sharing"), spec.components(), family.defaultComponents());
    ModelDesign design =
        new ModelDesign(
            spec.architecture(), sharing.plan(spec.components(), Seed.of(1)), sharing.transform());

    assertThat(design.uniqueParameters()).isEqualTo(parameters);
    if (macs != null) {
      assertThat(design.macs()).isEqualTo(macs);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "b0, 224, 1000, all-but-bn, 2972720",
    "b0, 224, 1000, all-but-bn-clean, 3018800",
    "s, 384, 1000, all-but-bn, 4352968",
    "s, 384, 1000, all-but-bn-clean, 4452296",
    // the paper's networks for CIFAR-10: 1.7 and 3.1 M
    "b0, 32, 10, all-but-bn, 1704530",
    "s, 32, 10, all-but-bn, 3084778"
  })
  void sharingAllButBatchNorm(
      String variant, int resolution, int classes, String scheme, long all) {
    ModelSpec model = model("efficientnetv2-" + variant, resolution, classes);
    Architecture net = model.architecture();
    Section sharing = ExperimentFile.parse("scheme = " + scheme).open();
    ModelDesign shared =
        model.design(SharingSpec.read(sharing, model.components(), List.of()), Seed.of(1));
    long statistics = allParameters(net) - net.trainableParameters();

    assertThat(shared.uniqueParameters() + statistics).isEqualTo(all);
  }

  @Test
  void multilayerPerceptron() {
    // 3*8*8 -> 32 -> 32 -> 10: 192*32 + 32 + 32*32 + 32 + 32*10 + 10
    Architecture net = model("mlp-32-2", 8, 10).architecture();

    assertThat(net.trainableParameters()).isEqualTo(192 * 32 + 32 + 32 * 32 + 32 + 32 * 10 + 10);
    assertThat(net.macs()).isEqualTo(192 * 32 + 32 * 32 + 32 * 10);
  }
}
