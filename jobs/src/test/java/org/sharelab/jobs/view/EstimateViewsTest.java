package org.sharelab.jobs.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sharelab.analysis.reusability.ReusabilityResult;
import org.sharelab.analysis.reusability.ReusabilitySpec;
import org.sharelab.jobs.table.AnalysisWriter;
import org.sharelab.jobs.table.HadoopStorage;
import org.sharelab.jobs.table.ResultReader;
import org.sharelab.jobs.testing.LocalSpark;
import org.sharelab.jobs.testing.PairedStudy;
import org.sharelab.jobs.testing.Studies;
import org.sharelab.result.ReusabilityRow;
import org.sharelab.result.Tables;
import scala.collection.JavaConverters;

/**
 * Four networks: unshared, rate 2 sequential and strided, rate 4. Mean accuracies of {@link
 * PairedStudy} over the trials of a network: .82 (6 trials), .81 (3), .8067 (3), and rate 4 of both
 * mappings, which is one network, (.70 + .73 + .71 + .74 + .74) / 5 = .724.
 */
class EstimateViewsTest {
  private static final double EXACT = 1e-12;

  /** Estimates in another order than the accuracies; by the label of the sharing. */
  private static final Map<String, Double> ESTIMATES =
      Map.of("sequential-1", 1.0, "sequential-2", 4.0, "strided-2", 3.0, "sequential-4", 2.0);

  @TempDir static Path folder;

  private static SparkSession spark;

  @BeforeAll
  static void writeStudyAndAnalysis() {
    spark = LocalSpark.session();
    HadoopStorage storage = PairedStudy.write(folder);
    List<ReusabilityRow> rows = new ArrayList<>();
    ReusabilitySpec.of(
            Studies.small(3, "study.space.\"model.sharing.mapping\"=[sequential, strided]"))
        .cases()
        .forEach(analysed -> rows.add(replaced(ReusabilityRow.of(analysed))));
    assertThat(rows).hasSize(6); // rates 1 and 4 are one network under two names each
    AnalysisWriter.open(storage, Tables.REUSABILITY, "case_id").append(rows);
    Views.register(spark, ResultReader.open(storage));
  }

  private static ReusabilityRow replaced(ReusabilityRow row) {
    ReusabilityResult real = row.result();
    String name = real.sharing().replaceFirst("strided-([14])", "sequential-$1");
    return new ReusabilityRow(
        row.caseId(),
        row.spec(),
        row.shareRate(),
        row.mapping(),
        row.designId(),
        new ReusabilityResult(
            real.model(),
            real.resolution(),
            real.estimateResolution(),
            real.sharing(),
            real.parameters(),
            real.weightNodes(),
            real.graphNodes(),
            real.quantities(),
            ESTIMATES.get(name),
            ESTIMATES.get(name) * ESTIMATES.get(name),
            real.totalContexts(),
            real.largestCount(),
            real.distinctCounts(),
            real.multisetSha256()));
  }

  private static Row rankedBy(String number) {
    List<Row> rows =
        spark
            .sql("SELECT * FROM v_estimate_vs_accuracy WHERE ranked_by = '%s'".formatted(number))
            .collectAsList();
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  @Test
  void joinsTrialsAndAnalysesOfOneNetworkWhateverItsSharingIsCalled() {
    List<Row> rows =
        spark.sql("SELECT * FROM v_estimated_networks ORDER BY mean_accuracy DESC").collectAsList();
    assertThat(rows).extracting(row -> row.<Long>getAs("trials")).containsExactly(6L, 3L, 3L, 5L);
    assertThat(rows)
        .extracting(row -> row.<Double>getAs("estimate_surprisal"))
        .containsExactly(1.0, 4.0, 3.0, 2.0);
    assertThat(rows.get(3).<Double>getAs("mean_accuracy")).isCloseTo(.724, within(EXACT));
    assertThat(rows.get(3).<Double>getAs("share_rate")).isEqualTo(4);
  }

  /**
   * Ranks by estimate 1 4 3 2, by accuracy 4 3 2 1: differences 3 1 1 1, rho = 1 - 6 * 12 / (4 *
   * 15) = -.2. Three pairs agree, the three with the unshared network do not: tau = 0.
   */
  @Test
  void comparesOrderByEstimateWithOrderByAccuracy() {
    Row row = rankedBy("estimate_surprisal");
    assertThat(row.<Long>getAs("networks")).isEqualTo(4);
    assertThat(row.<Long>getAs("trials")).isEqualTo(17);
    assertThat(row.<Double>getAs("spearman")).isCloseTo(-.2, within(EXACT));
    assertThat(row.<Double>getAs("kendall")).isCloseTo(0, within(EXACT));
    // only the order counts: the other estimate is the square of this one
    assertThat(rankedBy("estimate_spread").<Double>getAs("spearman")).isCloseTo(-.2, within(EXACT));
    // artanh(-.2) -+ 1.959964 sqrt(1.06 / 1) = -.2027326 -+ 2.0179079
    assertThat(row.<Double>getAs("spearman_low_95")).isCloseTo(Math.tanh(-2.2206405), within(1e-6));
    assertThat(row.<Double>getAs("spearman_high_95")).isCloseTo(Math.tanh(1.8151753), within(1e-6));
  }

  /**
   * Both networks of rate 2 have as many parameters. Ranks 4 2.5 2.5 1 against 4 3 2 1: products of
   * deviations sum to 4.5, squares to 4.5 and 5. Of 6 pairs 5 agree and 1 is tied: tau-b = 5 /
   * sqrt(5 * 6).
   */
  @Test
  void tiesShareRanks() {
    Row row = rankedBy("unique_parameters");
    assertThat(row.<Double>getAs("spearman")).isCloseTo(4.5 / Math.sqrt(22.5), within(EXACT));
    assertThat(row.<Double>getAs("kendall")).isCloseTo(5 / Math.sqrt(30), within(EXACT));
  }

  @Test
  void whatIsTheSameForAllNetworksRanksNothing() {
    Row row = rankedBy("macs");
    assertThat(row.<Double>getAs("spearman")).isNull();
    assertThat(row.<Double>getAs("kendall")).isNull();
    assertThat(row.<Double>getAs("spearman_low_95")).isNull();
  }

  @Test
  void oneModelAloneHasNoRowForAllTogether() {
    assertThat(spark.sql("SELECT * FROM v_estimate_vs_accuracy WHERE model IS NULL").count())
        .isZero();
  }

  @Test
  void correlationsNeedTwoPairs() {
    assertThat(SqlFunctions.correlation((x, y) -> 1, seq(1.0), seq(1.0))).isNull();
    assertThat(SqlFunctions.correlation((x, y) -> Double.NaN, seq(1.0, 1.0), seq(1.0, 2.0)))
        .isNull();
  }

  private static scala.collection.Seq<Double> seq(Double... values) {
    return JavaConverters.asScalaBuffer(List.of(values));
  }
}
