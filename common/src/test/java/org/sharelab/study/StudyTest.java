package org.sharelab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sharelab.check.ValidationException;
import org.sharelab.config.ExperimentFile;
import org.sharelab.sharing.Slot;

class StudyTest {
  private static final String FILE =
      """
      study {
        name = sweep, replicates = 2
        space {
          "model.sharing.rate" = [1, 2, 4]
          "model.sharing.mapping" = [sequential, strided]
        }
      }
      data { name = glyphs }
      model { width = 16, depth = 4, kernel-size = 3 }
      training { epochs = 2 }
      """;

  private static Study plan(String text, String... sets) {
    return Study.plan(ExperimentFile.parse(text).set(List.of(sets)), "file-name");
  }

  private static List<String> ids(Study study) {
    return study.trials().stream().map(TrialSpec::id).toList();
  }

  @Test
  void plansReplicatesOutsideAndTheLastDimensionFastest() {
    Study study = plan(FILE);
    assertThat(study.trials()).hasSize(12);
    assertThat(study.trials().stream().map(TrialSpec::replicate))
        .containsExactly(0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1);
    assertThat(study.trials().stream().map(t -> t.sharing().shareRate()).limit(6))
        .containsExactly(1.0, 1.0, 2.0, 2.0, 4.0, 4.0);
    assertThat(study.trials().stream().map(t -> t.sharing().mapping()).limit(2))
        .containsExactly("sequential", "strided");
  }

  @Test
  void givesEveryTrialAnIdOfItsOwnThatDoesNotChange() {
    assertThat(ids(plan(FILE))).doesNotHaveDuplicates().isEqualTo(ids(plan(FILE)));
  }

  @Test
  void keepsIdsWhenDefaultsAreWrittenOut() {
    assertThat(ids(plan(FILE, "training.batch-size=64", "model.patch-size=2")))
        .isEqualTo(ids(plan(FILE)));
  }

  @Test
  void keepsIdsWhenNameOrLimitsOrPlaceOfTheDataChange() {
    assertThat(
            ids(
                plan(
                    FILE,
                    "study.name=other",
                    "study.trial-timeout-seconds=60",
                    "data.path=/elsewhere")))
        .isEqualTo(ids(plan(FILE)));
  }

  @Test
  void keepsIdsOfOldTrialsWhenTheStudyGrows() {
    List<String> old = ids(plan(FILE));
    List<String> more = ids(plan(FILE, "study.replicates=3"));
    assertThat(more).hasSize(18).containsAll(old);
    assertThat(ids(plan(FILE.replace("[1, 2, 4]", "[1, 4, 2]"))))
        .containsExactlyInAnyOrderElementsOf(old);
  }

  @Test
  void changesIdsWhenAnythingThatMattersChanges() {
    List<String> base = ids(plan(FILE));
    for (String set :
        List.of(
            "study.seed=2",
            "training.epochs=3",
            "model.width=8",
            "data.train-limit=100",
            "model.initializer=kaiming-normal",
            "model.sharing.components=[pointwise]")) {
      assertThat(ids(plan(FILE, set))).as(set).doesNotContainAnyElementsOf(base);
    }
  }

  @Test
  void hasTheSameSettingsHoweverLargeTheSpaceIs() {
    assertThat(plan(FILE, "study.replicates=9").settings()).isEqualTo(plan(FILE).settings());
    assertThat(plan(FILE.replace("[1, 2, 4]", "[1, 2]")).settings())
        .isEqualTo(plan(FILE).settings());
    assertThat(plan(FILE, "training.epochs=3").settings()).isNotEqualTo(plan(FILE).settings());
  }

  @Test
  void takesTheNameOfTheFileByDefault() {
    assertThat(plan("model { depth = 4 }").spec().name()).isEqualTo("file-name");
  }

  @Test
  void acceptsKeysOfTheSpaceWithoutQuotes() {
    Study study = plan("study.space { model.width = [8, 16], training.epochs = [1, 2] }");
    assertThat(study.trials()).hasSize(4);
  }

  @Test
  void sharesTheReplicatesSeedOverAllPoints() {
    Study study = plan(FILE);
    assertThat(study.trials().stream().map(TrialSpec::replicateSeed).distinct()).hasSize(2);
  }

  @Test
  void drawsRandomMappingsAnewInEachReplicate() {
    Study study =
        plan("study.replicates = 4, model { depth = 16, sharing { rate = 4, mapping = random } }");
    assertThat(study.trials().stream().map(t -> t.design().plan()).distinct()).hasSize(4);
  }

  @Test
  void sharesConvolutionsOfOneNameWhereverTheyAre() {
    String file = "model { name = wrn, depth = 16, width = 1, sharing.scheme = all-but-bn }";
    TrialSpec trial = plan(file).trials().get(0);

    assertThat(trial.sharing().mapping()).isEqualTo("all-but-bn");
    assertThat(trial.sharing().shareRate()).isNull();
    // stage 1 of one width: four 3 x 3 convolutions of 16 x 16 channels
    assertThat(trial.design().plan().groupOf(new Slot("stage1.block0.conv1", "W")).orElseThrow())
        .extracting(tensor -> tensor.uses().size())
        .isEqualTo(4);
  }

  /** Of 4 blocks: 4 neighbours or 4 in turn are all; rate 1 shares nothing. */
  @Test
  void namesNetworksByWhatTheyShareHoweverItWasAskedFor() {
    String unshared = designId("rate = 1");
    String all = designId("rate = 4");

    assertThat(designId("rate = 1, mapping = strided")).isEqualTo(unshared);
    assertThat(designId("components = []")).isEqualTo(unshared);
    assertThat(designId("rate = 4, mapping = strided")).isEqualTo(all);
    assertThat(designId("groups = [[0, 1, 2, 3]]")).isEqualTo(all);
    assertThat(designId("rate = 2"))
        .isNotIn(unshared, all, designId("rate = 2, mapping = strided"));
    assertThat(designId("rate = 1, transform = scalar")).isNotEqualTo(unshared);
    assertThat(plan("model { depth = 4, width = 8 }").trials().get(0).design().id())
        .isNotEqualTo(unshared);
  }

  private static String designId(String sharing) {
    return plan("model { depth = 4, sharing { " + sharing + " } }").trials().get(0).design().id();
  }

  @Test
  void writesACanonicalSpecThatGivesTheSameTrialAgain() {
    TrialSpec trial = plan(FILE).trials().get(3);
    String text = trial.canonical();
    assertThat(text).contains("\"replicate\":0", "\"seed\":1", "\"rate\":2", "\"epochs\":2");
    assertThat(text).doesNotContain("study");
  }

  @Test
  void survivesJavaSerialisation() throws IOException, ClassNotFoundException {
    TrialSpec trial = plan(FILE).trials().get(5);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(trial);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(trial);
    }
  }

  @Test
  void validatesEveryPointBeforeAnythingRuns() {
    assertRefused(
        FILE.replace("[1, 2, 4]", "[1, 2, 3]"), "Cannot share 4 layers at rate 3: the rate must");
    assertRefused(
        FILE.replace("strided", "stridden"), "Invalid model.sharing.mapping: \"stridden\"");
    assertRefused(
        FILE + "training.epoch = 1", "Invalid key: training.epoch (did you mean epochs?)");
    assertRefused(FILE.replace("[1, 2, 4]", "[1, 1]"), "Invalid study.space");
    assertRefused(FILE.replace("[1, 2, 4]", "[]"), "Invalid study.space");
    assertRefused(FILE.replace("[1, 2, 4]", "2"), "Invalid study.space");
    assertRefused("study.space = 3", "Invalid study.space: 3");
    assertRefused(
        "study.space { \"study.seed\" = [1, 2] }",
        "Invalid study.space.study.seed: [1,2] (not a key of study)");
    assertRefused(
        "study.space { \"model.widht\" = [1, 2] }",
        "Invalid key: model.widht (did you mean width?)");
    assertRefused("study.replicates = 0", "Invalid study.replicates: 0");
    assertRefused("study.name = \"a/b\"", "Invalid study.name: \"a/b\"");
    assertRefused("model.sharing.fusion = mean", "Invalid model.sharing.fusion: \"mean\" (none)");
    assertRefused(
        "model.sharing { rate = 2, groups = [[0]] }",
        "Invalid model.sharing.rate: 2 (not together with groups)");
    assertRefused(
        "model.sharing { scheme = all-but-bn, rate = 2 }",
        "Invalid model.sharing.rate: 2 (not together with scheme = all-but-bn)");
    assertRefused(
        "model.sharing.scheme = all",
        "Invalid model.sharing.scheme: \"all\" (depth | all-but-bn | all-but-bn-clean)");
    assertRefused("model.sharing.components = [pointwize]", "Invalid model.sharing.components");
    assertRefused(
        "model.name = convmixr", "Invalid model.name: \"convmixr\" (did you mean convmixer?)");
  }

  private static void assertRefused(String text, String message) {
    assertThatThrownBy(() -> plan(text))
        .as(text)
        .isInstanceOf(ValidationException.class)
        .hasMessageStartingWith(message)
        .message()
        .doesNotContain("\n");
  }
}
