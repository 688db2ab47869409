package org.sharelab.analysis.reusability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.util.SortedMap;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sharelab.analysis.reusability.ReusabilityCase.Mode;
import org.sharelab.model.Architecture;
import org.sharelab.model.FeatureShape;
import org.sharelab.model.Operation;
import org.sharelab.model.Operation.Convolution;
import org.sharelab.model.Operation.Dense;
import org.sharelab.sharing.SharingPlan;
import org.sharelab.testing.SharedFiles;

/** Published models and the paper's small graphs against independently computed numbers. */
class ReusabilityTest {

  private static Offset<Double> relative(double expected) {
    return within(1e-9 * Math.abs(expected));
  }

  private static void assertClose(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, relative(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "efficientnetv2-b0, 32, priors_b0_32.json",
    "efficientnetv2-b0, 224, priors_b0_224.json",
    "efficientnetv2-s, 384, priors_s_384.json"
  })
  void publishedModelsAgreeToTheLastDigit(String model, int resolution, String file)
      throws IOException {
    JsonNode truth = new ObjectMapper().readTree(SharedFiles.truth(file).toFile());

    assertAgrees(ReusabilityCase.of(model, resolution, 1000, Mode.NONE), truth.get("orig"));
    assertAgrees(ReusabilityCase.of(model, resolution, 1000, Mode.ALL_BUT_BN), truth.get("shared"));
  }

  private static void assertAgrees(ReusabilityCase analysed, JsonNode truth) {
    ReusabilityResult result = analysed.analyse();

    assertThat(result.totalContexts()).isEqualTo(new BigInteger(truth.get("N_C").asText()));
    assertThat(result.largestCount()).isEqualTo(new BigInteger(truth.get("max_freq").asText()));
    assertThat(result.distinctCounts()).isEqualTo(truth.get("num_distinct_counts").asInt());
    assertThat(result.multisetSha256()).isEqualTo(truth.get("multiset_sha256").asText());
    assertThat(result.parameters()).isEqualTo(truth.get("num_params").asLong());
    assertThat(result.weightNodes()).isEqualTo(truth.get("num_weight_nodes").asLong());
    assertThat(result.graphNodes()).isEqualTo(truth.get("G").asLong());
    assertClose(result.quantities().totalContextsLog2(), truth.get("log2_NC").asDouble());
    assertClose(result.quantities().entropy(), truth.get("entropy").asDouble());
    assertClose(result.quantities().expectedSpread(), truth.get("expected_spread").asDouble());
    assertClose(result.quantities().totalSurprisal(), truth.get("total_surprisal").asDouble());
    assertClose(result.estimateSurprisal(), truth.get("P_G").asDouble());
    assertClose(result.estimateSpread(), truth.get("P_G_prime").asDouble());
  }

  /** From an exact re-derivation in another language, checked against the authors' code. */
  @ParameterizedTest
  @CsvSource({
    "b2, 260, none, 10178374, 10382174, 984.2238527365417, 10.229711670350008, 973.9941410661917,"
        + " 7151358958.365825, 27.057663165047416, 27.530346402727286",
    "b2, 260, all-but-bn, 3422668, 10382174, 984.2238527365417, 10.22971167034997,"
        + " 973.9941410661918, 2423749943.6429267, 25.496686609453032, 25.95803255643394",
    "m, 480, none, 54431388, 55123588, 2270.7523800332046, 9.833953789901608, 2260.918426243303,"
        + " 88220708520.13516, 30.042975527414992, 30.52384390653493"
  })
  void largerModels(
      String variant,
      int resolution,
      String sharing,
      long parameters,
      long graphNodes,
      double log,
      double entropy,
      double spread,
      double surprisal,
      double estimate,
      double spreadEstimate) {
    Mode mode = sharing.equals("none") ? Mode.NONE : Mode.ALL_BUT_BN;
    ReusabilityResult result =
        ReusabilityCase.of("efficientnetv2-" + variant, resolution, 1000, mode).analyse();

    assertThat(result.parameters()).isEqualTo(parameters);
    assertThat(result.graphNodes()).isEqualTo(graphNodes);
    assertClose(result.quantities().totalContextsLog2(), log);
    assertClose(result.quantities().entropy(), entropy);
    assertClose(result.quantities().expectedSpread(), spread);
    assertClose(result.quantities().totalSurprisal(), surprisal);
    assertClose(result.estimateSurprisal(), estimate);
    assertClose(result.estimateSpread(), spreadEstimate);
  }

  @ParameterizedTest
  @CsvSource({"b0, 224, 3018800", "s, 384, 4452296"})
  void cleanKeysShareLessThanThePapersNames(String variant, int resolution, long parameters) {
    ReusabilityResult clean =
        ReusabilityCase.of("efficientnetv2-" + variant, resolution, 1000, Mode.ALL_BUT_BN_CLEAN)
            .analyse();

    assertThat(clean.parameters()).isEqualTo(parameters);
    assertThat(clean.sharing()).isEqualTo("all-but-bn-clean");
  }

  /** The appendix' graphs: counts of w1 to w8, with 2 inputs and 1 output. */
  @ParameterizedTest
  @CsvSource({
    "0, 24.0, 3.0, 0.0, 2.1255308820838588, 0.5405683813627028",
    "2, 24.575424759098897, 2.9219280948873623, 0.4, 2.1597128284232356, 1.0259952085329445",
    "4, 24.67970000576925, 2.9182958340544896, 0.6666666666666666, 2.1658213341563815,"
        + " 1.277533975528909"
  })
  void graphsOfTheAppendix(
      long twice, double surprisal, double entropy, double spread, double p, double pSpread) {
    SortedMap<BigInteger, Long> counts = new TreeMap<>();
    counts.put(BigInteger.ONE, 8 - twice);
    if (twice > 0) {
      counts.put(BigInteger.TWO, twice);
    }
    Quantities quantities = Quantities.of(new ContextMultiset(counts));

    assertClose(quantities.totalSurprisal(), surprisal);
    assertClose(quantities.entropy(), entropy);
    assertClose(quantities.expectedSpread(), spread);
    assertClose(quantities.surprisalEstimate(2, 2 + 1 + 8), p);
    assertClose(quantities.spreadEstimate(8, 2, 2 + 1 + 8), pSpread);
  }

  /** Run through the authors' own builder for multilayer perceptrons and small networks. */
  @Test
  void smallGraphsOfTheAuthorsBuilder() throws IOException {
    JsonNode truth =
        new ObjectMapper().readTree(SharedFiles.truth("priors_small_dags.json").toFile());

    assertSmall(
        truth.get("mlp_in2_w2_d3_nobias"),
        Architecture.builder("mlp", new FeatureShape(2, 1, 1))
            .then("a", new Dense(2, false))
            .then("b", new Dense(2, false))
            .then("c", new Dense(1, false)));
    assertSmall(
        truth.get("mlp_in3_w4_d3_bias"),
        Architecture.builder("mlp", new FeatureShape(3, 1, 1))
            .then("a", new Dense(4, true))
            .then("b", new Dense(4, true))
            .then("c", new Dense(4, true)));
    assertSmall(
        truth.get("cnn_5x5_c2_d2_k3"),
        Architecture.builder("cnn", new FeatureShape(1, 5, 5))
            .then("a", Convolution.same(2, 3, 1, 1, false))
            .then("b", Convolution.same(2, 3, 1, 1, false)));
    assertSmall(
        truth.get("cnn_4x4_bn"),
        Architecture.builder("cnn", new FeatureShape(2, 4, 4))
            .then("a", Convolution.same(2, 3, 1, 1, false))
            .then("a.norm", Operation.BatchNorm.STANDARD)
            .then("b", Convolution.same(2, 3, 1, 1, false))
            .then("b.norm", Operation.BatchNorm.STANDARD));
  }

  private static void assertSmall(JsonNode truth, Architecture.Builder net) {
    Reusability reusability = Reusability.of(net.build());
    SortedMap<BigInteger, Long> counts = new TreeMap<>();
    truth
        .get("sorted_counts")
        .forEach(count -> counts.merge(new BigInteger(count.asText()), 1L, Long::sum));
    ReusabilityResult result = reusability.analyse("none", SharingPlan.none());
    JsonNode summary = truth.get("summary");

    assertThat(reusability.contexts(SharingPlan.none()).multiplicities()).isEqualTo(counts);
    assertThat(result.totalContexts()).isEqualTo(truth.get("sum_counts").asLong());
    assertClose(result.quantities().entropy(), summary.get("shannon").asDouble());
    assertClose(result.quantities().expectedSpread(), summary.get("expected_spread").asDouble());
    assertClose(
        result.estimateSurprisal(), summary.get("total_surprisal_based_perf_est").asDouble());
    assertClose(result.estimateSpread(), summary.get("exp_spread_based_perf_est").asDouble());
  }

  /** A 1 x 1 image meets only the centre of a 3 x 3 kernel: 1 of 9 positions has a context. */
  @Test
  void positionsThatOnlyMeetPaddingAreNoParameters() {
    ReusabilityResult result =
        Reusability.of(
                Architecture.builder("cnn", new FeatureShape(2, 1, 1))
                    .then("a", Convolution.same(3, 3, 1, 1, true))
                    .build())
            .analyse("none", SharingPlan.none());

    assertThat(result.parameters()).isEqualTo(2 * 3 + 3);
    assertThat(result.weightNodes()).isEqualTo(2 * 3 + 3);
  }

  @Test
  void fingerprintIsOfAscendingCounts() {
    SortedMap<BigInteger, Long> counts = new TreeMap<>();
    counts.put(BigInteger.valueOf(10), 3L);
    counts.put(BigInteger.valueOf(9), 1L);

    // sha256sum of "9:1;10:3;"
    assertThat(new ContextMultiset(counts).sha256())
        .isEqualTo("50908886de107774cc874f396b4bbfd0d3b3f56ec298e2be378c303391c1d3d7");
  }

  @Test
  void rejectsNetworksWithoutParameters() {
    Architecture empty =
        Architecture.builder("empty", new FeatureShape(1, 2, 2))
            .then("pool", new Operation.GlobalAveragePool())
            .build();

    assertThatThrownBy(() -> Reusability.of(empty))
        .hasMessage("Cannot count contexts: no parameter has one");
  }
}
