package org.sharelab.jobs.gradient;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.sharelab.analysis.gradient.GradientKind;
import org.sharelab.jobs.testing.Studies;
import org.sharelab.result.GradientSimilarityRow;
import org.sharelab.study.TrialSpec;
import org.sharelab.study.gradient.GradientSpec;

/** A driver that measures one trial in many tasks, for {@link MishapsIT}. */
public final class ClusterMeasurement {
  static final int PARTITIONS = 8;
  static final GradientSpec GRADIENT =
      new GradientSpec(
          List.of(0, 1),
          GradientSpec.Compare.TENSOR,
          List.of(GradientKind.TENSOR, GradientKind.COEFFICIENT),
          GradientSpec.Images.EPOCH,
          8);

  private ClusterMeasurement() {}

  /** All four blocks share one pointwise weight; 10 batches of 10 images. */
  static TrialSpec trial() {
    return Studies.small(
            1,
            "study.space={ \"model.sharing.rate\" = [4] }",
            "model.sharing.transform=scalar",
            "training.batch-size=10")
        .trials()
        .get(0);
  }

  /** Rows as sorted text, which gives doubles exactly. */
  static List<String> rows(JavaSparkContext spark, int partitions) {
    return new TrialSimilarity(trial(), GRADIENT, partitions, TrialSimilarity.Snapshots.trained())
        .rows(spark).collect().stream().map(GradientSimilarityRow::toString).sorted().toList();
  }

  /**
   * @param arguments file for the rows
   */
  public static void main(String[] arguments) throws IOException {
    try (JavaSparkContext spark = new JavaSparkContext(new SparkConf().setAppName("measurement"))) {
      Files.write(Path.of(arguments[0]), rows(spark, PARTITIONS));
    }
  }
}
