package org.sharelab.study.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sharelab.config.ExperimentFile;
import org.sharelab.result.ClusterRow;
import org.sharelab.result.GradientSimilarityRow;
import org.sharelab.result.PairSimilarity;
import org.sharelab.sharing.SharedTensor;
import org.sharelab.sharing.SharingRule;
import org.sharelab.study.Study;
import org.sharelab.study.TrialSpec;

class GradientStudyTest {
  private static final String FILE =
      """
      study { name = learn, replicates = 2, space { "model.sharing" = [
        { rate = 2 }
        { plan-from { group-count = 2 } }
        { plan-from { group-count = 2, control = random } }
        { plan-from { threshold = 0.5 } }
      ] } }
      gradient { source { rate = 4 }, epochs = [0, 2] }
      data { name = glyphs, train-limit = 100, test-limit = 100 }
      model { name = convmixer, width = 4, depth = 4, kernel-size = 3, patch-size = 8 }
      training { epochs = 2, batch-size = 50 }
      """;

  private static GradientStudy plan(String... assignments) {
    return GradientStudy.plan(ExperimentFile.parse(FILE).set(List.of(assignments)), "learn");
  }

  /** Uses 0 and 3 agree, 1 and 2 half as much, all others not at all. */
  private static List<GradientSimilarityRow> measured(String trialId, int epoch) {
    List<GradientSimilarityRow> rows = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      for (int j = i + 1; j < 4; j++) {
        double cosine = i == 0 && j == 3 ? .8 : i == 1 && j == 2 ? .4 : -.1;
        PairSimilarity pair = new PairSimilarity(i, j, cosine, .01, 1, 1, 1, .5, 16);
        rows.add(new GradientSimilarityRow(trialId, epoch, "tensor", "pointwise/0", pair, 100, 2));
      }
    }
    return rows;
  }

  private static List<List<Integer>> groups(TrialSpec trial, String component) {
    return trial.design().plan().tensors().stream()
        .filter(tensor -> tensor.component().equals(component))
        .map(tensor -> tensor.uses().stream().map(SharedTensor.Use::position).toList())
        .toList();
  }

  @Test
  void plansTheKnownTrialsAndTheSourcesFirst() {
    GradientStudy study = plan();
    // Rate 2 from the space and rate 4 as the source, in two replicates.
    assertThat(study.study().trials())
        .extracting(trial -> trial.sharing().shareRate())
        .containsExactly(2.0, 4.0, 2.0, 4.0);
    assertThat(study.measured())
        .extracting(TrialSpec::id)
        .containsExactly(study.study().trials().get(1).id(), study.study().trials().get(3).id());
    assertThat(study.learned()).hasSize(6);
    assertThat(study.learned()).extracting(LearnedTrial::planId).doesNotHaveDuplicates();
    for (LearnedTrial learned : study.learned()) {
      assertThat(learned.source().sharing().shareRate()).isEqualTo(4);
    }
  }

  @Test
  void knowsASourceThatIsAPointOfTheSpaceAsTheSameTrial() {
    GradientStudy study = plan("gradient.source={ rate = 2 }", "gradient.compare=component");
    assertThat(study.study().trials()).hasSize(2);
    assertThat(study.measured()).isEqualTo(study.study().trials());
  }

  /** Measuring changes no trial, so its id is that of a file without measurements. */
  @Test
  void namesTrialsAsAnOrdinaryStudyDoes() {
    ExperimentFile plain =
        ExperimentFile.parse(FILE)
            .set("gradient=null")
            .set("study.space={ \"model.sharing\" = [{ rate = 2 }, { rate = 4 }] }");
    assertThat(plan().study().trials())
        .extracting(TrialSpec::id)
        .containsExactlyElementsOf(
            Study.plan(plain, "learn").trials().stream().map(TrialSpec::id).toList());
  }

  @Test
  void sharesWeightAndBiasByTheSimilaritiesOfTheSource() {
    GradientStudy study = plan();
    LearnedTrial learned = study.learned().get(0);
    List<GradientSimilarityRow> rows = measured(learned.source().id(), 2);
    Clustering clustering = Clustering.of(learned, study.gradient(), rows);
    assertThat(clustering.clusters().rule())
        .isEqualTo(new SharingRule.Table(List.of(List.of(0, 3), List.of(1, 2))));
    TrialSpec trial = learned.with(clustering.clusters().rule());
    assertThat(trial.replicate()).isEqualTo(learned.source().replicate());
    assertThat(groups(trial, "pointwise")).containsExactly(List.of(0, 3), List.of(1, 2));
    assertThat(groups(trial, "pointwise-bias")).containsExactly(List.of(0, 3), List.of(1, 2));
    assertThat(trial.canonical()).doesNotContain("plan-from", "\"gradient\"");

    // Above 0.5 only 0 and 3 are together.
    LearnedTrial strict = study.learned().get(4);
    assertThat(strict.from().label()).isEqualTo("threshold 0.5, epoch 2");
    assertThat(Clustering.of(strict, study.gradient(), rows).clusters().rule().groups())
        .containsExactly(List.of(0, 3), List.of(1), List.of(2));
  }

  @Test
  void drawsAControlWithTheSameGroupSizesForEachReplicate() {
    GradientStudy study = plan();
    LearnedTrial control = study.learned().get(2);
    Clustering clustering =
        Clustering.of(control, study.gradient(), measured(control.source().id(), 2));
    assertThat(clustering.clusters().rule().groups()).extracting(List::size).containsExactly(2, 2);
    ClusterRow row = clustering.rows().get(0);
    assertThat(row.kind()).isEqualTo("none");
    assertThat(row.criterion()).isEqualTo("random");
    assertThat(row.plan().label()).isEqualTo("random for group-count 2, epoch 2");
    assertThat(row.plan().trialId()).isEqualTo(control.with(clustering.clusters().rule()).id());
  }

  @Test
  void looksAtTheMomentThatItWasAskedFor() {
    GradientStudy study = plan();
    LearnedTrial learned = study.learned().get(4);
    List<GradientSimilarityRow> before = measured(learned.source().id(), 0);
    assertThat(Clustering.of(learned, study.gradient(), before).clusters().count()).isEqualTo(4);
  }

  /** Of two tensors with two uses each, only uses of one tensor can be together. */
  @Test
  void refinesTheGroupsOfTheSource() {
    assertThatThrownBy(
            () ->
                plan(
                    "gradient.source={ rate = 2 }",
                    "study.space={ \"model.sharing.plan-from.group-count\" = [1] }"))
        .hasMessage("Cannot form 1 groups: pairs without a similarity keep 2 apart");
  }

  @Test
  void takesThresholdsAsADimension() {
    GradientStudy study =
        plan("study.space={ \"model.sharing.plan-from.threshold\" = [0.0, 0.1, 0.2] }");
    assertThat(study.study().trials()).hasSize(2);
    assertThat(study.learned()).hasSize(6);
    assertThat(study.learned().get(5).from().label()).isEqualTo("threshold 0.2, epoch 2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gradient.epochs=[3]           | Invalid gradient.epochs: [3] (whole numbers, ascending from 0 to 2 at most)
          gradient.epochs=[1, 0]        | Invalid gradient.epochs: [1,0] (whole numbers, ascending from 0 to 2 at most)
          gradient.shards=0             | Invalid gradient.shards: 0 (a whole number
          gradient.source=7             | Invalid gradient.source: 7 (a section like model.sharing, in braces)
          gradient.source=null          | Invalid model.sharing.plan-from: no gradient.source (a section like
          gradient.kinds=[coefficient]  | Invalid gradient.kinds: coefficient (what is measured has none; transform
          gradient.compare=kernel       | Invalid gradient.compare: kernel (tensor or component where plans are learned)
          gradient.source={rate=1}      | Invalid gradient.compare: tensor (no trial has two uses to compare)
          gradient.epoch=1              | Invalid key: gradient.epoch (did you mean epochs?)
          study.space."model.sharing"=[{plan-from{}}]                    | Invalid model.sharing.plan-from: no rule (threshold, or group-count,
          study.space."model.sharing"=[{plan-from{threshold=2}}]         | Invalid model.sharing.plan-from.threshold: 2 (a number from -1 to 1)
          study.space."model.sharing"=[{plan-from{group-count=9}}]       | Invalid number of groups: 9 (1 to 4 uses)
          study.space."model.sharing"=[{plan-from{threshold=0,epoch=1}}] | epoch: 1 (one of gradient.epochs, [0, 2])
          study.space."model.sharing"=[{rate=2,plan-from{threshold=0}}]  | rate: 2 (not together with plan-from)
          study.space."model.sharing"=[{plan-from{treshold=0}}]          | no rule (threshold, or group-count
          """)
  void refusesWhatCannotBeDone(String assignment, String message) {
    assertThatThrownBy(() -> plan(assignment)).hasMessageContaining(message.strip());
  }
}
