package org.sharelab.jobs.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sharelab.check.ValidationException;
import org.sharelab.experiment.Experiment;
import org.sharelab.experiment.TrialContext;
import org.sharelab.experiment.TrialOutcome;
import org.sharelab.jobs.study.Comparison.Difference;
import org.sharelab.jobs.table.HadoopStorage;
import org.sharelab.jobs.table.ResultReader;
import org.sharelab.jobs.table.ResultWriter;
import org.sharelab.jobs.table.TrialRows;
import org.sharelab.jobs.testing.LocalSpark;
import org.sharelab.jobs.testing.Studies;
import org.sharelab.result.ErrorCode;
import org.sharelab.result.Table;
import org.sharelab.result.Tables;
import org.sharelab.result.TrialResult;
import org.sharelab.result.TrialRow;
import org.sharelab.study.Study;
import org.sharelab.study.TrialSpec;

/** Trials that were really trained, stored, and trained again from what was stored. */
class ReproductionTest {
  /** Per epoch: trial, number, rate, two of training, three of test. */
  private static final int EPOCH_VALUES = 8;

  @TempDir static Path folder;
  private static HadoopStorage storage;
  private static TrialSpec completed;
  private static TrialSpec pruned;
  private static TrialSpec unmeasured;

  @BeforeAll
  static void writeStudy() {
    Study study = Studies.small(2);
    storage = HadoopStorage.at(folder.toString(), new Configuration());
    completed = study.trials().get(4); // rate 2, second replicate
    pruned = study.trials().get(1);
    unmeasured = study.trials().get(2);
    try (ResultWriter results = ResultWriter.open(storage, study)) {
      TrialOutcome whole = Experiment.run(completed, TrialContext.of(1, 1));
      results.commit(TrialRows.of(((TrialOutcome.Ended) whole).result()));
      TrialOutcome half = Experiment.run(pruned, TrialContext.of(1, 1).until(1));
      TrialRow.Outcome outcome = new TrialRow.Outcome(ErrorCode.PRUNED, "rank 3 of 4", null);
      results.commit(TrialRows.of(((TrialOutcome.Paused) half).endedAs(outcome)));
      TrialResult none = Studies.failed(unmeasured, 1);
      TrialRow late =
          new TrialRow(
              unmeasured, 1, new TrialRow.Outcome(ErrorCode.TIMED_OUT, "late", null), null, null);
      results.commit(TrialRows.of(new TrialResult(late, List.of(), none.groups())));
    }
  }

  private static StoredTrial find(String id) {
    return StoredTrial.find(LocalSpark.session(), ResultReader.open(storage), id);
  }

  private static TrialRows repeat(StoredTrial stored) {
    JavaSparkContext spark = new JavaSparkContext(LocalSpark.session().sparkContext());
    return Repetition.of(stored.rows()).run(spark, stored.spec(), storage.uri(""));
  }

  /** All values that are not of the execution, and not the spec. */
  private static int values(int epochs, int uses) {
    int trial = Tables.TRIALS.columns().size() - Tables.TRIALS.varying().size() - 1;
    return trial + epochs * EPOCH_VALUES + uses * Tables.GROUPS.columns().size();
  }

  @Test
  void storedSpecGivesTheSameTrialAndTheSameValues() {
    StoredTrial stored = find(completed.id());
    assertThat(stored.spec().canonical()).isEqualTo(completed.canonical());
    assertThat(stored.spec().design()).isEqualTo(completed.design());
    Comparison comparison = Comparison.of(stored.rows(), repeat(stored));
    assertThat(comparison.differences()).isEmpty();
    // Weights and biases of four positions: eight uses.
    assertThat(comparison.values()).isEqualTo(values(2, 8));
  }

  @Test
  void prunedTrialIsRepeatedAsFarAsItCame() {
    StoredTrial stored = find(pruned.id());
    Comparison comparison = Comparison.of(stored.rows(), repeat(stored));
    assertThat(comparison.differences()).isEmpty();
    assertThat(comparison.values()).isEqualTo(values(1, 8));
    StoredTrial late = find(unmeasured.id());
    assertThatThrownBy(() -> Repetition.of(late.rows()))
        .isInstanceOf(ValidationException.class)
        .hasMessage(
            "Cannot reproduce %s: it timed out before its first epoch was over", unmeasured.id());
  }

  @Test
  void everyValueThatDiffersIsShown() {
    TrialRows stored = find(completed.id()).rows();
    Map<String, List<List<Object>>> rows = new LinkedHashMap<>(stored.rows());
    rows.put("trials", changed(Tables.TRIALS, stored, 0, "test_accuracy", 0.125));
    rows.put("epochs", changed(Tables.EPOCHS, stored, 1, "train_loss", 2.0));
    rows.put("groups", stored.of(Tables.GROUPS).subList(1, 8));
    Comparison comparison = Comparison.of(stored, new TrialRows(rows));
    Object accuracy = stored.trial("test_accuracy");
    assertThat(comparison.differences())
        .hasSize(2 + Tables.GROUPS.columns().size())
        .contains(new Difference("trials", "", "test_accuracy", accuracy, 0.125))
        .anyMatch(d -> d.row().equals("2") && d.column().equals("train_loss"))
        .anyMatch(d -> d.table().equals("groups") && d.repeated() == null);

    rows.clear();
    rows.putAll(stored.rows());
    rows.put("trials", changed(Tables.TRIALS, stored, 0, "train_seconds", 1e9));
    assertThat(Comparison.of(stored, new TrialRows(rows)).differences()).isEmpty();
  }

  private static List<List<Object>> changed(
      Table<?> table, TrialRows trial, int row, String column, Object value) {
    List<List<Object>> rows = new ArrayList<>(trial.of(table));
    List<Object> values = new ArrayList<>(rows.get(row));
    values.set(table.columns().stream().map(Table.Column::name).toList().indexOf(column), value);
    rows.set(row, values);
    return rows;
  }

  @Test
  void unknownTrialIsNamedWithWhatComesClose() {
    String id = completed.id();
    assertThatThrownBy(() -> find(id.substring(0, 6)))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid trial: %s (did you mean %s?)", id.substring(0, 6), id);
    String typo = id.substring(1, 2) + id.charAt(0) + id.substring(2);
    assertThatThrownBy(() -> find(typo)).hasMessageContaining("did you mean " + id);
    assertThatThrownBy(() -> find("nothing-like-it"))
        .hasMessage("Invalid trial: nothing-like-it (a trial_id of the table trials, which has 3)");
  }
}
