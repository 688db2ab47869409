package org.sharelab.analysis.reusability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sharelab.analysis.reusability.ReusabilityCase.Mode;
import org.sharelab.check.ValidationException;
import org.sharelab.config.ExperimentFile;

class ReusabilitySpecTest {

  private static ReusabilitySpec read(String models) {
    return ReusabilitySpec.read(
        ExperimentFile.parse("analysis { kind = reusability, models = [" + models + "] }"), "test");
  }

  private static final String FAMILY =
      """
      { model { name = convmixer, width = 8, kernel-size = 3, patch-size = 2
                sharing { components = [pointwise] } }
        classes = 10, sharing = plan
        space {
          "model.depth" = { from = 4, to = 8, step = 4 }
          model.sharing {
            rate = [1, 2]
            mapping = [sequential, strided]
          }
          resolution = [8, 16, 32]
        } }
      """;

  @Test
  void expandsSpacesInFileOrder() {
    ReusabilitySpec spec = read(FAMILY + ", { model = wrn-10-1, resolution = 32 }");

    assertThat(spec.name()).isEqualTo("test");
    assertThat(spec.cases()).hasSize(2 * 2 * 2 * 3 + 1);
    assertThat(spec.cases().subList(0, 4))
        .extracting(analysed -> analysed.model().architecture().input().height())
        .containsExactly(8, 16, 32, 8);
    assertThat(spec.cases().get(3).label()).isEqualTo("strided-1");
    assertThat(spec.cases().get(6).label()).isEqualTo("sequential-2");
    assertThat(spec.cases().get(24).label()).isEqualTo("none");
    assertThat(new HashSet<>(spec.cases().stream().map(ReusabilityCase::id).toList())).hasSize(25);
  }

  @Test
  void equalCasesAreAnalysedOnce() {
    String first = "{ model = wrn-10-1, resolution = 32, classes = 1000 }";
    String same = "{ model { name = wrn, depth = 10, width = 1 }, resolution = 32 }";

    assertThat(read(first + "," + same).cases()).hasSize(1);
  }

  @Test
  void textFormIsEnoughToAnalyseElsewhere() {
    for (ReusabilityCase analysed : read(FAMILY).cases().subList(0, 8)) {
      ReusabilityCase elsewhere = ReusabilityCase.parse(analysed.spec());

      assertThat(elsewhere).isEqualTo(analysed);
      assertThat(elsewhere.analyse()).isEqualTo(analysed.analyse());
    }
  }

  @Test
  void casesAndResultsAreSerialisable() throws IOException, ClassNotFoundException {
    ReusabilityCase analysed = ReusabilityCase.of("wrn-16-1", 32, 10, Mode.ALL_BUT_BN);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(List.of(analysed, analysed.analyse()));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(List.of(analysed, analysed.analyse()));
    }
  }

  /** Sharing merges counts: fewer parameters, the same contexts in total. */
  @Test
  void plansMergeCounts() {
    ReusabilityResult unshared = read(FAMILY).cases().get(0).analyse();
    ReusabilityResult shared = read(FAMILY).cases().get(6).analyse();

    // depth 4 at rate 2: two of four 8 x 8 pointwise weights are gone
    assertThat(unshared.parameters() - shared.parameters()).isEqualTo(2 * 8 * 8);
    assertThat(shared.weightNodes()).isEqualTo(unshared.weightNodes());
    assertThat(shared.totalContexts()).isEqualTo(unshared.totalContexts());
    assertThat(shared.graphNodes()).isEqualTo(unshared.graphNodes());
    assertThat(shared.columns())
        .containsEntry("sharing", "sequential-2")
        .containsEntry("n_c", shared.totalContexts().toString())
        .containsKeys(
            "model",
            "resolution",
            "parameters",
            "graph_nodes",
            "total_contexts_log2",
            "entropy",
            "expected_spread",
            "total_surprisal",
            "estimate_surprisal",
            "estimate_spread",
            "max_count",
            "distinct_counts",
            "multiset_sha256");
  }

  @Test
  void randomMappingsFollowTheSeed() {
    String model =
        "{ model { name = convmixer, width = 4, depth = 12, sharing { rate = 3, mapping = random } }"
            + ", resolution = 8, sharing = plan, space { seed = [1, 2] } }";
    List<ReusabilityCase> cases = read(model).cases();

    assertThat(cases.get(0).analyse().multisetSha256())
        .isEqualTo(ReusabilityCase.parse(cases.get(0).spec()).analyse().multisetSha256())
        .isNotEqualTo(cases.get(1).analyse().multisetSha256());
  }

  @Test
  void rejectsWhatIsWrongNamingTheEntry() {
    assertRejected("", "Invalid analysis.models: [] (a list of models in braces, at least one)");
    assertRejected(
        "{ model = vgg-16 }",
        "Invalid model: vgg-16 (such as efficientnetv2-b0, resnet50, wrn-28-10, deit-s,"
            + " convmixer-256-8, mlp-512-3)");
    assertRejected(
        "{ model = resnet50 }, { model = resnet50, resolution = 0 }",
        "Invalid resolution: 0 (a whole number from 1 to 4096) in analysis.models[1]");
    assertRejected(
        "{ model = resnet50, resolutoin = 32 }",
        "Invalid key: resolutoin (did you mean resolution?) in analysis.models[0]");
    assertRejected(
        "{ model = resnet50, space { resolution = 32 } }",
        "Invalid space.resolution: 32 (a list with at least one value, or { from, to, step })");
    assertRejected(
        "{ model = resnet50, space { resolution = { from = 1, to = 1000000 } } }",
        "Invalid range: 1 to 1000000 by 1 (at most 100000 values)");
    assertRejected(
        "{ model { name = mlp, sharing { transform = scalar } }, resolution = 8, sharing = plan }",
        "Invalid model.sharing.transform: \"scalar\" (none; coefficients have no rule for contexts)"
            + " in analysis.models[0]");
  }

  private static void assertRejected(String models, String message) {
    assertThatThrownBy(() -> read(models))
        .isInstanceOf(ValidationException.class)
        .hasMessageStartingWith(message);
  }
}
