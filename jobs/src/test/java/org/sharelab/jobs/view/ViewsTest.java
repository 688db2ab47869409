package org.sharelab.jobs.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sharelab.jobs.table.HadoopStorage;
import org.sharelab.jobs.table.ResultReader;
import org.sharelab.jobs.testing.LocalSpark;
import org.sharelab.jobs.testing.PairedStudy;

class ViewsTest {
  private static final double EXACT = 1e-12;

  @TempDir static Path folder;

  private static SparkSession spark;
  private static HadoopStorage storage;

  @BeforeAll
  static void writeStudy() {
    spark = LocalSpark.session();
    storage = PairedStudy.write(folder);
    Views.register(spark, ResultReader.open(storage));
  }

  private static Row row(String view, int rate, String mapping) {
    List<Row> rows =
        spark
            .sql(
                "SELECT * FROM %s WHERE share_rate = %d AND mapping = '%s'"
                    .formatted(view, rate, mapping))
            .collectAsList();
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  @Test
  void shareRateGivesMeanDeviationAndCount() {
    Row row = row("v_share_rate", 2, "strided");
    // mean of .78 .81 .83 = 2.42 / 3; deviations -2.667e-2 .333e-2 2.333e-2, squares sum to
    // 12.667e-4, over 2 = 6.333e-4, root 0.0251661
    assertThat(row.<Double>getAs("mean_accuracy")).isCloseTo(2.42 / 3, within(EXACT));
    assertThat(row.<Double>getAs("sd_accuracy")).isCloseTo(0.025166114784235832, within(EXACT));
    assertThat(row.<Long>getAs("trials")).isEqualTo(3);
    assertThat(row.<Long>getAs("settings")).isEqualTo(1);
    // tiny net: 4 blocks share 4 x 4 weights and 4 biases over 2 groups: 2 x 20 scalars fewer
    assertThat(row.<Long>getAs("applied_parameters") - row.<Long>getAs("unique_parameters"))
        .isEqualTo(40);
  }

  @Test
  void shareRateLeavesOutTrialsThatFailed() {
    Row row = row("v_share_rate", 4, "sequential");
    assertThat(row.<Long>getAs("trials")).isEqualTo(2);
    assertThat(row.<Double>getAs("mean_accuracy")).isCloseTo(0.715, within(EXACT));
  }

  @Test
  void pairedComparesWithinReplicatesAndLeavesOutTheBaselines() {
    List<Row> rows =
        spark
            .sql(
                "SELECT * FROM v_paired WHERE mapping = 'sequential' ORDER BY share_rate, replicate")
            .collectAsList();
    double[] differences = {-.01, -.02, 0, -.10, -.09};
    assertThat(rows).hasSize(differences.length);
    for (int i = 0; i < differences.length; i++) {
      assertThat(rows.get(i).<Double>getAs("accuracy_difference"))
          .isCloseTo(differences[i], within(EXACT));
    }
    assertThat(rows.get(1).<Double>getAs("baseline_accuracy")).isEqualTo(.82);
    assertThat(rows.get(1).<Integer>getAs("replicate")).isEqualTo(1);
  }

  @Test
  void pairedSummaryHasStudentIntervals() {
    Row row = row("v_paired_summary", 2, "sequential");
    // differences -.01 -.02 0: mean -.01, standard deviation .01, n = 3, t(.975, 2) = 4.302653
    assertThat(row.<Double>getAs("mean_difference")).isCloseTo(-.01, within(EXACT));
    assertThat(row.<Double>getAs("sd_difference")).isCloseTo(.01, within(EXACT));
    assertThat(row.<Long>getAs("pairs")).isEqualTo(3);
    double half = 4.302652729911275 * .01 / Math.sqrt(3);
    assertThat(row.<Double>getAs("low_95")).isCloseTo(-.01 - half, within(1e-9));
    assertThat(row.<Double>getAs("high_95")).isCloseTo(-.01 + half, within(1e-9));
  }

  @Test
  void registersWhatAQueryNamesAndWhatThatReads() {
    assertThat(namedIn("SELECT * FROM V_Paired_Summary WHERE v_x = 1"))
        .contains("v_paired_summary", "v_paired", "trials")
        .doesNotContain("v_share_rate", "v_plan_comparison", "clusters");
    assertThat(namedIn("SHOW TABLES")).containsAll(Views.NAMES).contains("epochs", "clusters");
  }

  private static List<String> namedIn(String query) {
    SparkSession other = spark.newSession();
    Views.registerNamed(other, ResultReader.open(storage), query);
    return other.sql("SHOW TABLES").select("tableName").collectAsList().stream()
        .map(row -> row.getString(0))
        .toList();
  }

  @Test
  void specWithoutRemovesOneKeyAndNothingElse() throws Exception {
    String spec = "{\"a\":{\"b\":1,\"c\":{\"d\":2}},\"e\":3}";
    assertThat(SqlFunctions.specWithout(spec, "a.c")).isEqualTo("{\"a\":{\"b\":1},\"e\":3}");
    assertThat(SqlFunctions.specWithout(spec, "e")).isEqualTo("{\"a\":{\"b\":1,\"c\":{\"d\":2}}}");
    assertThat(SqlFunctions.specWithout(spec, "x.y")).isEqualTo(spec);
    assertThat(SqlFunctions.specWithout(null, "a")).isNull();
  }

  @Test
  void studentQuantilesAgreeWithPublishedTables() {
    // two-sided 95 %: 12.706 for 1 degree of freedom, 2.776 for 4, 2.045 for 29
    assertThat(SqlFunctions.studentTQuantile(.975, 1L)).isCloseTo(12.706, within(5e-4));
    assertThat(SqlFunctions.studentTQuantile(.975, 4L)).isCloseTo(2.776, within(5e-4));
    assertThat(SqlFunctions.studentTQuantile(.975, 29L)).isCloseTo(2.045, within(5e-4));
    assertThat(SqlFunctions.studentTQuantile(.975, 0L)).isNull();
  }

  @Test
  void everyViewSaysWhatItIs() {
    for (String view : Views.NAMES) {
      assertThat(Views.comment(view)).as(view).endsWith(".").hasSizeGreaterThan(40);
    }
  }

  @Test
  void coverageWarnsOfPointsWithoutAllReplicates() {
    Row survivor = row("v_coverage", 4, "sequential"); // the last of its three trials failed
    assertThat(survivor.<Long>getAs("replicates")).isEqualTo(3);
    assertThat(survivor.<Long>getAs("completed")).isEqualTo(2);
    assertThat(survivor.<Long>getAs("failed")).isEqualTo(1);
    assertThat(survivor.<Long>getAs("not_run")).isZero();
    assertThat(survivor.<String>getAs("warning"))
        .isEqualTo("2 of 3 replicates completed: 1 failed");
    assertThat(row("v_coverage", 4, "strided").<String>getAs("warning")).isNull();
    assertThat(spark.sql("SELECT * FROM v_coverage").count())
        .as("3 rates, 2 mappings")
        .isEqualTo(6);
  }
}
