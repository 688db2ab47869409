package org.sharelab.jobs.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sharelab.analysis.reusability.ReusabilityCase;
import org.sharelab.analysis.reusability.ReusabilityResult;
import org.sharelab.analysis.reusability.ReusabilitySpec;
import org.sharelab.config.ExperimentFile;
import org.sharelab.jobs.table.AnalysisWriter;
import org.sharelab.jobs.table.HadoopStorage;
import org.sharelab.jobs.table.ResultReader;
import org.sharelab.jobs.testing.LocalSpark;
import org.sharelab.jobs.testing.PairedStudy;
import org.sharelab.jobs.testing.Processes;
import org.sharelab.jobs.view.Views;
import org.sharelab.result.ReusabilityRow;
import org.sharelab.result.Tables;

class ReusabilityJobTest {
  private static final String FAMILY =
      """
      analysis { models = [
        { model { name = convmixer, width = 4, kernel-size = 3, patch-size = 4 }
          classes = 10, resolution = 16, sharing = plan
          space { "model.depth" = [2, 4, 6], "model.sharing.rate" = [1, 2] } }
        { model = mlp-8-2, resolution = 8, classes = 10 }
      ] }
      """;

  @TempDir Path folder;

  private final SparkSession session = LocalSpark.session();
  private final JavaSparkContext spark = new JavaSparkContext(session.sparkContext());
  private final List<ReusabilityCase> cases =
      ReusabilitySpec.read(ExperimentFile.parse(FAMILY), "family").cases();

  private AnalysisWriter<ReusabilityRow> open() {
    return AnalysisWriter.open(
        storage(), Tables.REUSABILITY, "case_id", Processes.dead(), notice -> {});
  }

  private HadoopStorage storage() {
    return HadoopStorage.at(folder.resolve("out").toString(), new Configuration());
  }

  private ReusabilityJob job(AnalysisWriter<ReusabilityRow> results) {
    return new ReusabilityJob(spark, results, () -> false, committed -> {});
  }

  private List<Row> query(String sql) {
    Views.register(session, ResultReader.open(storage()));
    return session.sql(sql).collectAsList();
  }

  @Test
  void storesWhatTheAnalysisHereGives() {
    assertThat(job(open()).run(cases)).isEqualTo(7);
    List<Row> rows = query("SELECT * FROM reusability");
    assertThat(rows).hasSize(7);
    for (ReusabilityCase analysed : cases) {
      ReusabilityResult expected = analysed.analyse();
      Row row =
          rows.stream()
              .filter(stored -> stored.getAs("case_id").equals(analysed.id()))
              .findFirst()
              .orElseThrow();
      expected
          .columns()
          .forEach((name, value) -> assertThat(row.<Object>getAs(name)).as(name).isEqualTo(value));
      assertThat(row.<String>getAs("spec")).isEqualTo(analysed.spec());
    }
  }

  @Test
  void storesRateAndMappingOfPlansAndRateOneWithout() {
    job(open()).run(cases);
    assertThat(
            query(
                "SELECT share_rate, mapping, count(*) FROM reusability"
                    + " GROUP BY share_rate, mapping ORDER BY mapping, share_rate"))
        .extracting(Row::toString)
        .containsExactly("[1.0,null,1]", "[1.0,sequential,3]", "[2.0,sequential,3]");
  }

  @Test
  void doesOnlyWhatIsMissing() {
    assertThat(job(open()).run(cases.subList(0, 3))).isEqualTo(3);
    AnalysisWriter<ReusabilityRow> again = open();
    List<ReusabilityCase> missing = ReusabilityJob.missing(cases, again);
    assertThat(missing).isEqualTo(cases.subList(3, 7));
    assertThat(job(again).run(missing)).isEqualTo(4);
    assertThat(ReusabilityJob.missing(cases, again)).isEmpty();
    assertThat(ReusabilityJob.missing(cases, open())).isEmpty();
    assertThat(query("SELECT count(*), count(DISTINCT case_id) FROM reusability"))
        .extracting(Row::toString)
        .containsExactly("[7,7]");
  }

  @Test
  void stopsWhenAsked() {
    AnalysisWriter<ReusabilityRow> results = open();
    int committed = new ReusabilityJob(spark, results, () -> true, done -> {}).run(cases);
    assertThat(committed).isLessThanOrEqualTo(7).isEqualTo(results.keys().size());
    job(results).run(ReusabilityJob.missing(cases, results));
    assertThat(open().keys()).hasSize(7);
  }

  @Test
  void tellsHowMuchIsCommitted() {
    List<Integer> told = new ArrayList<>();
    new ReusabilityJob(spark, open(), () -> false, told::add).run(cases);
    assertThat(told).isSorted().endsWith(7);
  }

  @Test
  void standsBesideTheTablesOfAStudy() {
    PairedStudy.write(folder.resolve("out"));
    job(open()).run(cases);
    assertThat(query("SELECT count(*) FROM reusability").get(0).getLong(0)).isEqualTo(7);
    assertThat(query("SELECT count(*) FROM trials").get(0).getLong(0)).isPositive();
  }

  @Test
  void tablesOfAStudyMayFollow() {
    job(open()).run(cases);
    PairedStudy.write(folder.resolve("out"));
    assertThat(query("SELECT count(*) FROM reusability").get(0).getLong(0)).isEqualTo(7);
  }

  @Test
  void tasksHaveOneCaseUntilThereAreThousands() {
    assertThat(ReusabilityJob.tasks(7, 2)).isEqualTo(7);
    assertThat(ReusabilityJob.tasks(127, 2)).isEqualTo(127); // less than 2 x 64
    assertThat(ReusabilityJob.tasks(2000, 2)).isEqualTo(125); // 16 each, the most
    assertThat(ReusabilityJob.tasks(2000, 16)).isEqualTo(667); // 2000 / 512 = 3 each
  }
}
