package org.sharelab.analysis.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.data.Batches;
import org.sharelab.data.DataSource;
import org.sharelab.data.DataSources;
import org.sharelab.nn.NetworkOptions.Engine;
import org.sharelab.nn.TorchConvMixer;
import org.sharelab.random.Seed;
import org.sharelab.result.PairSimilarity;
import org.sharelab.testing.SharedFiles;
import org.sharelab.train.LabelDistributions;

/**
 * Gradients through the eight uses of a network trained in PyTorch, against the cosines that
 * PyTorch found: 4,992 images in file order, batches of 64, frozen weights, batch statistics.
 */
class TorchGradientTest {
  private static final int IMAGES = 4992;
  private static final int BATCH = 64;
  private static final int USES = 8;

  /**
   * Cosines of use i with uses i + 1 to 7 over the first two batches, from the same network in
   * double precision; all batches together reproduce PyTorch's.
   */
  private static final double[][] TWO_BATCHES = {
    {.0268811, -.0036096, .0717787, -.0512404, .0308729, .0745382, -.0486780},
    {-.0225744, -.0359055, .0475285, .1509891, -.0070359, .0004694},
    {-.0275650, .0353012, -.0074417, .0159497, .0043604},
    {-.0497862, -.0029367, .0239821, .0146716},
    {-.0312514, .0454997, .0299929},
    {-.0850394, -.0020205},
    {-.0563854}
  };

  private static GroupSimilarity similarity(TorchConvMixer torch, int images, int shards) {
    DataSource source = DataSources.named("fashion-mnist");
    Batches batches =
        Batches.inFileOrder(
            source.load(SharedFiles.data("fashion-mnist").toString(), images, 1).train(),
            source.normalization(),
            BATCH);
    List<GradientGroup> groups = List.of(GradientGroup.perTensor(torch.design()).get(0));
    GradientPass pass =
        new GradientPass(torch.graph(), groups, batches, new LabelDistributions(10, 0), Seed.of(0));
    ShardPlan plan = new ShardPlan(batches.count(), shards);
    GroupGradients gradients =
        plan.numbers()
            .mapToObj(shard -> GroupGradients.of(pass.shard(plan, shard, () -> {}).get(0)))
            .reduce(GroupGradients::plus)
            .orElseThrow();
    return GroupSimilarity.of(gradients, shards);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void agreesWithDoublePrecisionOnTwoBatches(Engine engine) throws IOException {
    TorchConvMixer torch = TorchConvMixer.load(engine);
    for (PairSimilarity pair : similarity(torch, 2 * BATCH, 2).pairs()) {
      double expected = TWO_BATCHES[pair.useI()][pair.useJ() - pair.useI() - 1];
      assertThat(pair.cosine()).as("%s", pair).isEqualTo(expected, within(2e-5));
    }
  }

  @Test
  void reproducesAllCosinesToPrintPrecision() throws IOException {
    assertReproducesAllCosines(Engine.TRUNK);
  }

  /** Takes minutes on a busy machine; run with -Dsharelab.full=true. */
  @Test
  @EnabledIfSystemProperty(named = "sharelab.full", matches = "true")
  void reproducesAllCosinesWithStockLayers() throws IOException {
    assertReproducesAllCosines(Engine.LAYERS);
  }

  /** The file has four decimals. */
  private static void assertReproducesAllCosines(Engine engine) throws IOException {
    TorchConvMixer torch = TorchConvMixer.load(engine);
    INDArray before = torch.graph().params().dup();
    GroupSimilarity similarity = similarity(torch, IMAGES, 13);
    assertThat(similarity.group().id()).isEqualTo("pointwise/0");
    assertThat(similarity.examples()).isEqualTo(IMAGES);
    assertThat(similarity.pairs()).hasSize(USES * (USES - 1) / 2);
    JsonNode expected = torch.reference().get("use_gradient_cosines");
    for (PairSimilarity pair : similarity.pairs()) {
      double cosine = expected.get(pair.useI()).get(pair.useJ()).asDouble();
      assertThat(pair.cosine()).as("%s", pair).isEqualTo(cosine, within(6e-5));
      assertThat(pair.standardError()).isBetween(0.0, 0.2);
    }
    assertThat(torch.graph().params()).isEqualTo(before);
  }
}
