package org.sharelab.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sharelab.random.Seed;
import org.sharelab.sharing.Component;
import org.sharelab.sharing.SharingPlan;
import org.sharelab.sharing.SharingRule;
import org.sharelab.sharing.SharingRule.Distribution;
import org.sharelab.sharing.SharingRule.Mapping;
import org.sharelab.sharing.SharingRule.Remainder;
import org.sharelab.sharing.Transform;

/**
 * Parameters and multiply-adds of SPIN's ConvMixers at 224 pixels and 1000 classes (its Table 2).
 */
class ConvMixerCountsTest {
  private static final List<String> ALL =
      List.of("pointwise", "pointwise-bias", "depthwise", "depthwise-bias", "batch-norm");
  private static final List<String> ALL_BUT_NORM = ALL.subList(0, 4);
  private static final List<String> WEIGHTS = List.of("pointwise", "depthwise");
  private static final List<String> POINTWISE = List.of("pointwise");
  private static final List<String> POINTWISE_AND_BIAS = List.of("pointwise", "pointwise-bias");

  private static ConvMixerSpec spec(int width, int depth, int patch, int kernel) {
    return new ConvMixerSpec(
        new FeatureShape(3, 224, 224),
        1000,
        width,
        depth,
        kernel,
        patch,
        Operation.Activation.Function.GELU,
        ConvMixerSpec.Residual.DEPTHWISE,
        0);
  }

  private static long unique(ConvMixerSpec spec, int rate, List<String> components) {
    return design(spec, rate, components, Transform.NONE).uniqueParameters();
  }

  private static ModelDesign design(
      ConvMixerSpec spec, int rate, List<String> components, Transform transform) {
    List<Component> shared =
        spec.components().stream().filter(c -> components.contains(c.name())).toList();
    SharingRule rule =
        new SharingRule.Rate(rate, Mapping.SEQUENTIAL, Distribution.UNIFORM, Remainder.REJECT);
    SharingPlan plan = SharingPlan.of(rule.topology(spec.depth(), Seed.of(1)), shared);
    return new ModelDesign(spec.architecture(), plan, transform);
  }

  @ParameterizedTest
  @CsvSource({
    "768, 32, 14, 3, 20465896, 5004834816",
    "512, 16, 14, 9, 5722600, 1321193472",
    "1536, 20, 7, 3, 49414120, 48834244608"
  })
  void countsTheUnsharedNetwork(
      int width, int depth, int patch, int kernel, long parameters, long macs) {
    ModelDesign design = ModelDesign.unshared(spec(width, depth, patch, kernel).architecture());
    assertThat(design.uniqueParameters()).isEqualTo(parameters);
    assertThat(design.appliedParameters()).isEqualTo(parameters);
    assertThat(design.macs()).isEqualTo(macs);
  }

  @ParameterizedTest
  @CsvSource({
    "768, 32, 14, 3, 2, 10844392, 10893544, 10918120, 11028712, 11016424",
    "768, 32, 14, 3, 4, 6033640, 6107368, 6144232, 6310120, 6291688",
    "768, 32, 14, 3, 8, 3628264, 3714280, 3757288, 3950824, 3929320",
    "512, 16, 14, 9, 2, 3269096, 3285480, 3293672, 3625448, 3621352",
    "512, 16, 14, 9, 4, 2042344, 2066920, 2079208, 2576872, 2570728",
    "512, 16, 14, 9, 8, 1428968, 1457640, 1471976, 2052584, 2045416",
    "1536, 20, 7, 3, 2, 25590760, 25652200, 25682920, 25821160, 25805800",
    "1536, 20, 7, 3, 4, 13679080, 13771240, 13817320, 14024680, 14001640"
  })
  void countsSharedNetworks(
      int width,
      int depth,
      int patch,
      int kernel,
      int rate,
      long all,
      long allButNorm,
      long weights,
      long pointwise,
      long pointwiseAndBias) {
    ConvMixerSpec spec = spec(width, depth, patch, kernel);
    assertThat(unique(spec, rate, ALL)).isEqualTo(all);
    assertThat(unique(spec, rate, ALL_BUT_NORM)).isEqualTo(allButNorm);
    assertThat(unique(spec, rate, WEIGHTS)).isEqualTo(weights);
    assertThat(unique(spec, rate, POINTWISE)).isEqualTo(pointwise);
    assertThat(unique(spec, rate, POINTWISE_AND_BIAS)).isEqualTo(pointwiseAndBias);
  }

  /** Coefficients: one scalar per use, 32 uses; one per output channel and use, 32 * 768. */
  @Test
  void countsCoefficientsOfTransforms() {
    ConvMixerSpec spec = spec(768, 32, 14, 3);
    long plain = unique(spec, 4, POINTWISE);
    assertThat(design(spec, 4, POINTWISE, Transform.SCALAR).uniqueParameters())
        .isEqualTo(plain + 32);
    assertThat(design(spec, 4, POINTWISE, Transform.CHANNEL).uniqueParameters())
        .isEqualTo(plain + 32 * 768);
    assertThat(design(spec, 4, POINTWISE, Transform.PERMUTATION).uniqueParameters())
        .isEqualTo(plain);
  }

  /** Sharing everything of a net as deep as wide must not be quadratic: this is 1,000 blocks. */
  @Test
  void countsVeryLargeNetworksWithoutAllocatingThem() {
    ConvMixerSpec spec = spec(16384, 1000, 14, 9);
    // 1000 blocks: depthwise 16384*(81+1), pointwise 16384*16385, norms 4*16384; patch
    // 16384*(3*196+1) + norm 2*16384; classifier 16384*1000+1000.
    long block = 16384L * 82 + 16384L * 16385 + 4 * 16384L;
    long rest = 16384L * 589 + 2 * 16384L + 16384L * 1000 + 1000;
    assertThat(unique(spec, 1, ALL)).isEqualTo(1000 * block + rest);
    assertThat(unique(spec, 1000, ALL)).isEqualTo(block + rest);
  }

  @Test
  void refusesPatchesThatDoNotTileTheImage() {
    assertThatThrownBy(() -> spec(8, 2, 15, 3))
        .hasMessage("Invalid model.patch-size: 15 (a divisor of the image size, 224x224)");
  }

  @Test
  void keepsTheImageSizeWithEvenKernels() {
    Architecture net = spec(8, 1, 14, 4).architecture();
    assertThat(net.layer("block0.depthwise").outputShape()).isEqualTo(new FeatureShape(8, 16, 16));
  }
}
