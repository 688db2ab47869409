package org.sharelab.jobs.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sharelab.analysis.gradient.GradientKind;
import org.sharelab.analysis.gradient.GroupGradients;
import org.sharelab.analysis.gradient.GroupSimilarity;
import org.sharelab.check.EnvironmentException;
import org.sharelab.experiment.Checkpoints;
import org.sharelab.experiment.GradientMeasurement;
import org.sharelab.experiment.ParameterSnapshot;
import org.sharelab.jobs.gradient.TrialSimilarity.Snapshots;
import org.sharelab.jobs.table.AnalysisWriter;
import org.sharelab.jobs.table.HadoopStorage;
import org.sharelab.jobs.testing.LocalSpark;
import org.sharelab.jobs.testing.Studies;
import org.sharelab.result.GradientSimilarityRow;
import org.sharelab.result.Tables;
import org.sharelab.study.TrialSpec;
import org.sharelab.study.gradient.GradientSpec;
import org.sharelab.study.gradient.GradientSpec.Compare;
import org.sharelab.study.gradient.GradientSpec.Images;

class GradientJobTest {
  private static final TrialSpec TRIAL = shared("model.sharing.transform=scalar");
  private static final GradientSpec GRADIENT =
      new GradientSpec(
          List.of(0, 1),
          Compare.TENSOR,
          List.of(GradientKind.TENSOR, GradientKind.COEFFICIENT),
          Images.EPOCH,
          5);

  @TempDir Path folder;

  private final SparkSession session = LocalSpark.session();
  private final JavaSparkContext spark = new JavaSparkContext(session.sparkContext());

  /** All four blocks share one pointwise weight; 10 batches of 10 images. */
  private static TrialSpec shared(String... assignments) {
    List<String> all = new ArrayList<>(List.of(assignments));
    all.add("study.space={ \"model.sharing.rate\" = [4] }");
    all.add("training.batch-size=10");
    return Studies.small(1, all.toArray(String[]::new)).trials().get(0);
  }

  private static List<GradientSimilarityRow> sorted(List<GradientSimilarityRow> rows) {
    List<GradientSimilarityRow> sorted = new ArrayList<>(rows);
    sorted.sort(Comparator.comparing(GradientSimilarityRow::toString));
    return sorted;
  }

  /** One process, one shard after the other: what any distribution has to give. */
  private static List<GradientSimilarityRow> expected() {
    List<GradientSimilarityRow> rows = new ArrayList<>();
    int shards = GradientMeasurement.shards(TRIAL, GRADIENT);
    try (GradientMeasurement measurement = GradientMeasurement.open(TRIAL, GRADIENT, 1)) {
      for (ParameterSnapshot snapshot :
          ParameterSnapshot.train(TRIAL, GRADIENT.epochs(), 1, Checkpoints.none())) {
        int kinds = measurement.shard(snapshot, 0).size();
        for (int kind = 0; kind < kinds; kind++) {
          int k = kind;
          GroupGradients gradients =
              IntStream.range(0, shards)
                  .mapToObj(shard -> GroupGradients.of(measurement.shard(snapshot, shard).get(k)))
                  .reduce(GroupGradients::plus)
                  .orElseThrow();
          rows.addAll(GroupSimilarity.of(gradients, shards).rows(TRIAL.id(), snapshot.epoch()));
        }
      }
    }
    return sorted(rows);
  }

  @Test
  void givesTheSameBitsForAnyNumberOfPartitions() {
    List<GradientSimilarityRow> expected = expected();
    // Weight, bias and coefficients of the weight, 6 pairs of 4 uses each, at 2 moments.
    assertThat(expected).hasSize(36);
    assertThat(expected).extracting(row -> row.pair().cosine()).doesNotContainNull();
    for (int partitions : new int[] {1, 2, 7, 32}) {
      List<GradientSimilarityRow> rows =
          new TrialSimilarity(TRIAL, GRADIENT, partitions, Snapshots.trained())
              .rows(spark)
              .collect();
      assertThat(sorted(rows)).as("%d partitions", partitions).isEqualTo(expected);
    }
  }

  @Test
  void measuresWhatIsMissingAndCommitsItTrialByTrial() {
    HadoopStorage storage = HadoopStorage.at(folder.resolve("out").toString(), new Configuration());
    List<TrialSpec> trials =
        Studies.small(2, "study.space={ \"model.sharing.rate\" = [4] }").trials();
    GradientSpec gradient =
        new GradientSpec(
            List.of(0), Compare.TENSOR, List.of(GradientKind.TENSOR), Images.BATCH, 16);
    List<TrialSpec> measured = new ArrayList<>();
    run(storage, gradient, trials.subList(0, 1), measured);
    assertThat(measured).hasSize(1);
    run(storage, gradient, trials, measured);
    assertThat(measured).containsExactlyElementsOf(trials);
    run(storage, gradient, trials, measured);
    assertThat(measured).as("nothing is left").hasSize(2);
  }

  private void run(
      HadoopStorage storage,
      GradientSpec gradient,
      List<TrialSpec> trials,
      List<TrialSpec> measured) {
    try (AnalysisWriter<GradientSimilarityRow> results =
        AnalysisWriter.open(storage, Tables.GRADIENT_SIMILARITY, "trial_id")) {
      new GradientJob(spark, gradient, 1, storage.uri(""), results, () -> false)
          .run(trials, measured::add, line -> {});
    }
  }

  @Test
  void saysInOneLineWhatKeptItFromMeasuring() {
    HadoopStorage storage = HadoopStorage.at(folder.resolve("out").toString(), new Configuration());
    TrialSpec noData = shared("data={ name = cifar10, path = nowhere, train-limit = 100 }");
    assertThatThrownBy(() -> run(storage, GRADIENT, List.of(noData), new ArrayList<>()))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageStartingWith("Cannot measure gradients of trial " + noData.id() + ": ")
        .hasMessageContaining("nowhere")
        .message()
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"component", "kernel"})
  void comparesPositionsWhicheverTensorsTheyUse(String compare) {
    // Rate 2 of 4 blocks: two tensors; compared are all four positions of the component, and the
    // patch embedding and the four pointwise convolutions by kernel size.
    List<TrialSpec> trials =
        Studies.small(1, "study.space={ \"model.sharing.rate\" = [2] }").trials();
    GradientSpec gradient =
        new GradientSpec(
            List.of(1),
            Compare.valueOf(compare.toUpperCase(java.util.Locale.ROOT)),
            List.of(GradientKind.TENSOR),
            Images.EPOCH,
            2);
    List<GradientSimilarityRow> rows =
        new TrialSimilarity(trials.get(0), gradient, 2, Snapshots.trained()).rows(spark).collect();
    List<String> groups = rows.stream().map(GradientSimilarityRow::groupId).distinct().toList();
    if (compare.equals("component")) {
      assertThat(groups).containsExactlyInAnyOrder("pointwise", "pointwise-bias");
      assertThat(rows).hasSize(12);
    } else {
      assertThat(groups).containsExactly("kernel-1x1");
      assertThat(rows).hasSize(6);
    }
  }
}
