package org.sharelab.jobs.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sharelab.config.ExperimentFile;
import org.sharelab.jobs.report.HtmlReport;
import org.sharelab.jobs.study.StudyJob;
import org.sharelab.jobs.study.StudySummary;
import org.sharelab.jobs.table.AnalysisWriter;
import org.sharelab.jobs.table.HadoopStorage;
import org.sharelab.jobs.table.ResultReader;
import org.sharelab.jobs.table.ResultWriter;
import org.sharelab.jobs.table.TrialRows;
import org.sharelab.jobs.testing.LocalSpark;
import org.sharelab.jobs.testing.Studies;
import org.sharelab.jobs.view.Views;
import org.sharelab.result.GradientSimilarityRow;
import org.sharelab.result.PairSimilarity;
import org.sharelab.result.Status;
import org.sharelab.result.Tables;
import org.sharelab.study.Study;
import org.sharelab.study.TrialSpec;
import org.sharelab.study.gradient.GradientStudy;

class GradientStudyJobTest {
  private static final String FILE =
      """
      study { name = learn, replicates = 3, space { "model.sharing" = [
        { rate = 2 }
        { plan-from { threshold = 0.5 } }
        { plan-from { threshold = 0.6 } }
        { plan-from { threshold = 0.5, control = random } }
      ] } }
      gradient { source { rate = 4 }, epochs = [0], images = batch }
      data { name = glyphs, train-limit = 100, test-limit = 100 }
      model { name = convmixer, width = 4, depth = 4, kernel-size = 3, patch-size = 8 }
      training { epochs = 2, batch-size = 50 }
      """;

  @TempDir Path folder;

  private final SparkSession session = LocalSpark.session();
  private final JavaSparkContext spark = new JavaSparkContext(session.sparkContext());
  private final GradientStudy study = GradientStudy.plan(ExperimentFile.parse(FILE), "learn");
  private final List<String> trained = new ArrayList<>();
  private Predicate<TrialSpec> failing = trial -> false;

  private HadoopStorage storage() {
    return HadoopStorage.at(folder.resolve("out").toString(), new Configuration());
  }

  /** Stands for training: accuracies of the unlearned trials go up with the replicate. */
  private StudySummary train(Study phase, ResultWriter results, Set<Status> again) {
    for (TrialSpec trial : StudyJob.missing(phase, results.committed(), again)) {
      double base = .7 + .02 * trial.replicate();
      boolean learned = trial.sharing().mapping().equals("table");
      // Learned plans are better by .05, .06 and .10.
      double gain = learned ? new double[] {.05, .06, .10}[trial.replicate()] : 0;
      var before = results.committed(trial.id());
      int attempt = before == null ? 1 : before.attempts() + 1;
      results.commit(
          TrialRows.of(
              failing.test(trial)
                  ? Studies.failed(trial, attempt)
                  : Studies.completed(trial, attempt, base + gain)));
      trained.add(trial.id());
    }
    return StudySummary.of(StudyJob.agenda(phase, results, Set.of()), results, 0);
  }

  private StudySummary run(Status... statuses) {
    Set<Status> retry = Set.of(statuses);
    try (ResultWriter results = ResultWriter.open(storage(), study.study());
        GradientStudyJob job = new GradientStudyJob(study, storage(), results, line -> {})) {
      return job.run(
          spark, (phase, again) -> train(phase, results, again), retry, line -> {}, () -> false);
    }
  }

  private List<Row> query(String sql) {
    Views.registerNamed(session, ResultReader.open(storage()), sql);
    return session.sql(sql).collectAsList();
  }

  @Test
  void trainsMeasuresLearnsAndTrainsAgainAndThenHasNothingLeftToDo() {
    StudySummary summary = run();
    assertThat(query("SELECT DISTINCT trial_id FROM gradient_similarity")).hasSize(3);
    assertThat(query("SELECT DISTINCT plan_id FROM clusters")).hasSize(9);
    assertThat(query("SELECT * FROM clusters")).as("9 plans of 4 uses").hasSize(36);
    assertThat(query("SELECT * FROM v_plans WHERE status <> 'completed' OR status IS NULL"))
        .isEmpty();
    assertThat(summary.finished()).isEqualTo(summary.planned()).isEqualTo(trained.size());

    assertThat(query("SELECT * FROM v_coverage WHERE replicates < 3"))
        .as("plans that not every replicate learned")
        .isNotEmpty();
    assertThat(query("SELECT * FROM v_coverage WHERE warning IS NOT NULL OR not_run > 0"))
        .isEmpty();

    run();
    assertThat(trained).as("nothing is trained twice").doesNotHaveDuplicates();
    assertThat(query("SELECT * FROM clusters")).hasSize(36);
    assertThat(query("SELECT * FROM gradient_similarity"))
        .as("6 pairs of a weight and of its bias, 3 trials")
        .hasSize(36);
  }

  /** The command {@code run} knows no gradients; its file gets a section about them afterwards. */
  @Test
  void measuresTrialsThatAStudyTrainedBefore() {
    ExperimentFile before =
        ExperimentFile.parse(FILE.replaceFirst("(?m)^gradient .*$", ""))
            .set(List.of("study.space={ \"model.sharing\" = [{ rate = 2 }, { rate = 4 }] }"));
    Study earlier = Study.plan(before, "learn");
    try (ResultWriter results = ResultWriter.open(storage(), earlier)) {
      train(earlier, results, Set.of());
    }
    List<String> there = List.copyOf(trained);
    assertThat(there).hasSize(6);
    run();
    assertThat(trained).as("none of them again").doesNotHaveDuplicates().hasSizeGreaterThan(6);
    assertThat(query("SELECT DISTINCT trial_id FROM gradient_similarity"))
        .hasSize(3)
        .allMatch(row -> there.contains(row.getString(0)));
    assertThatThrownBy(() -> ResultWriter.open(storage(), earlier))
        .hasMessageContaining(
            "it holds another study, where gradient.epochs is [0] and not left out");
    Study later =
        GradientStudy.plan(ExperimentFile.parse(FILE).set(List.of("gradient.shards=3")), "learn")
            .study();
    assertThatThrownBy(() -> ResultWriter.open(storage(), later))
        .hasMessageContaining("where gradient.shards is not set and not 3");
  }

  @Test
  void trainsFailedSourcesAndFailedPlansOnceMoreIfToldTo() {
    pretendMeasured();
    String victim = study.measured().get(0).id();
    failing = trial -> trial.id().equals(victim) || trial.sharing().mapping().equals("table");
    int planned = run().planned();
    assertThat(trained).hasSize(planned).doesNotHaveDuplicates();

    trained.clear();
    run();
    assertThat(trained).as("failures count as done").isEmpty();

    List<Row> failed = query("SELECT trial_id FROM trials WHERE status = 'failed'");
    StudySummary again = run(Status.FAILED);
    assertThat(trained)
        .as("each once, also those that fail again")
        .containsExactlyInAnyOrderElementsOf(
            failed.stream().map(row -> row.<String>getAs("trial_id")).toList());
    assertThat(again.count(Status.FAILED)).isEqualTo(failed.size());

    failing = trial -> false;
    assertThat(run(Status.FAILED).count(Status.COMPLETED)).isEqualTo(planned);
  }

  @Test
  void learnsFromASourceThatCompletesOnItsSecondAttempt() {
    failing = trial -> trial.id().equals(study.measured().get(0).id());
    run();
    assertThat(query("SELECT DISTINCT plan_id FROM clusters")).as("of 2 replicates").hasSize(6);
    failing = trial -> false;
    StudySummary summary = run(Status.FAILED);
    assertThat(query("SELECT DISTINCT plan_id FROM clusters")).hasSize(9);
    assertThat(summary.count(Status.COMPLETED)).isEqualTo(summary.planned());
    assertThat(query("SELECT attempts FROM trials WHERE attempts = 2")).hasSize(1);
  }

  /** In place of a measurement: uses 0 and 3 agree by .8, all others not at all. */
  private void pretendMeasured() {
    try (AnalysisWriter<GradientSimilarityRow> writer =
        AnalysisWriter.open(storage(), Tables.GRADIENT_SIMILARITY, "trial_id")) {
      study.measured().forEach(trial -> writer.append(pretended(trial)));
    }
  }

  private static List<GradientSimilarityRow> pretended(TrialSpec trial) {
    List<GradientSimilarityRow> rows = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      for (int j = i + 1; j < 4; j++) {
        double cosine = i == 0 && j == 3 ? .8 : i == 0 && j == 1 ? .05 : -.2;
        PairSimilarity pair = new PairSimilarity(i, j, cosine, .1, 1, 1, 1, .5, 16);
        rows.add(new GradientSimilarityRow(trial.id(), 0, "tensor", "pointwise/0", pair, 100, 2));
      }
    }
    return rows;
  }

  /** 4 of 6 pairs are negative, all by 2 standard errors; 1 of 6 is resolved and positive. */
  @Test
  void showsConflictsAndTheMatrix() {
    pretendMeasured();
    run();
    List<Row> conflicts = query("SELECT * FROM v_gradient_conflict");
    assertThat(conflicts).hasSize(3);
    Row first = conflicts.get(0);
    assertThat(first.<Long>getAs("pairs")).isEqualTo(6);
    assertThat(first.<Double>getAs("conflict_share")).isEqualTo(4 / 6.0, within(1e-12));
    assertThat(first.<Double>getAs("resolved_conflict_share")).isEqualTo(4 / 6.0, within(1e-12));
    assertThat(first.<Double>getAs("resolved_agreement_share")).isEqualTo(1 / 6.0, within(1e-12));
    assertThat(first.<Double>getAs("mean_cosine")).isEqualTo(.05 / 6, within(1e-12));
    List<Row> matrix = query("SELECT * FROM v_gradient_matrix WHERE use_i = 3 AND use_j = 0");
    assertThat(matrix).hasSize(1);
    assertThat(matrix.get(0).<Double>getAs("mean_cosine")).isEqualTo(.8, within(1e-12));
    assertThat(matrix.get(0).<Long>getAs("trials")).isEqualTo(3);
    assertThat(query("SELECT * FROM v_gradient_matrix")).hasSize(12);
  }

  /**
   * Differences to rate 2 are .05, .06 and .10: mean .07, sd .02645751, standard error .01527525.
   * Quantiles of t with 2 degrees of freedom: 4.30265 at .975. Both thresholds give the same
   * groups, so they share their trials.
   */
  @Test
  void comparesLearnedPlansWithinReplicates() {
    pretendMeasured();
    run();
    List<Row> plans = query("SELECT * FROM v_plans WHERE plan = 'threshold 0.5, epoch 0'");
    assertThat(plans).hasSize(3);
    assertThat(plans.get(0).<String>getAs("uses")).isEqualTo("[0,3] [1] [2]");
    assertThat(plans.get(0).<Boolean>getAs("is_learned")).isTrue();
    assertThat(query("SELECT DISTINCT plan_trial_id FROM v_plans WHERE is_learned")).hasSize(3);

    Row row =
        query(
                "SELECT * FROM v_plan_comparison"
                    + " WHERE plan = 'threshold 0.6, epoch 0' AND rival = 'rate 2 sequential'")
            .get(0);
    assertThat(row.<Long>getAs("pairs")).isEqualTo(3);
    // Rivals: rate 2, the source, and the random control; for each of two learned plans.
    assertThat(row.<Long>getAs("comparisons")).isEqualTo(6);
    assertThat(row.<Boolean>getAs("is_same_budget")).as("3 groups and 2").isFalse();
    assertThat(row.<Double>getAs("mean_difference")).isEqualTo(.07, within(1e-12));
    assertThat(row.<Double>getAs("low_95")).isEqualTo(.07 - 4.30265 * .01527525, within(1e-6));
    assertThat(row.<Double>getAs("high_95")).isEqualTo(.07 + 4.30265 * .01527525, within(1e-6));
    assertThat(row.<Double>getAs("joint_low_95")).isLessThan(0);
    assertThat(row.<String>getAs("finding"))
        .isEqualTo("not resolved by 3 replicates at 6 comparisons");

    Row control =
        query("SELECT * FROM v_plan_comparison WHERE rival LIKE 'random for threshold 0.5%'")
            .get(0);
    assertThat(control.<Boolean>getAs("is_same_budget")).isTrue();
    assertThat(query("SELECT * FROM v_plan_summary")).hasSize(3);
    Views.register(session, ResultReader.open(storage()));
    assertThat(new HtmlReport(session, Map.of("name", "learn")).render())
        .contains("Learned plans beside others of the same cost")
        .contains("No difference at the same number of parameters is resolved.")
        .contains("Gradients of pointwise/0 after epoch 0");
  }
}
