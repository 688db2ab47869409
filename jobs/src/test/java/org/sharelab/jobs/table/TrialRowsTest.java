package org.sharelab.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sharelab.jobs.testing.Studies;
import org.sharelab.result.Status;
import org.sharelab.result.Table;
import org.sharelab.result.Tables;
import org.sharelab.result.TrialResult;
import org.sharelab.study.TrialSpec;

class TrialRowsTest {
  private final TrialSpec trial = Studies.small(1).trials().get(1);

  @Test
  void textFormKeepsEveryValue() {
    for (TrialResult result :
        List.of(Studies.completed(trial, 3, 1.0 / 3), Studies.failed(trial, 2))) {
      TrialRows rows = TrialRows.of(result);
      assertThat(TrialRows.parse(rows.toJson())).contains(rows);
    }
  }

  @Test
  void textFormKeepsNumbersThatJsonLacks() {
    for (double accuracy :
        new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE, 0.1 + 0.2, 1e300}) {
      TrialRows rows = TrialRows.of(Studies.completed(trial, 1, accuracy));
      TrialRows parsed = TrialRows.parse(rows.toJson()).orElseThrow();
      assertThat(parsed.trial("test_accuracy")).isEqualTo(accuracy);
    }
  }

  @Test
  void parquetKeepsEveryValue() throws Exception {
    TrialRows completed = TrialRows.of(Studies.completed(trial, 3, 1.0 / 3));
    TrialRows failed = TrialRows.of(Studies.failed(trial, 2));
    for (Table<?> table : Tables.ALL) {
      List<List<Object>> rows =
          java.util.stream.Stream.of(completed, failed).flatMap(r -> r.of(table).stream()).toList();
      assertThat(ParquetRows.read(table, ParquetRows.write(table, rows))).isEqualTo(rows);
    }
  }

  @Test
  void columnsThatAnOlderFileLacksAreNull() throws Exception {
    Table<String> older = Table.<String>named("t", "Older").text("a", "A", row -> row).build();
    Table<String> newer =
        Table.<String>named("t", "Newer")
            .text("a", "A", row -> row)
            .number("b", "B", row -> 1.0)
            .build();
    byte[] file = ParquetRows.write(older, List.of(older.values("x")));
    assertThat(ParquetRows.read(newer, file))
        .isEqualTo(List.of(java.util.Arrays.asList("x", null)));
  }

  @Test
  void damagedTextIsNothing() {
    String whole = TrialRows.of(Studies.completed(trial, 1, 0.5)).toJson();
    for (String damaged :
        List.of("", "{}", "{\"trials\":[]}", "\0\0\0", whole.substring(0, whole.length() / 2))) {
      assertThat(TrialRows.parse(damaged)).as(damaged).isEmpty();
    }
  }

  @Test
  void namesTheTrialAndItsOutcome() {
    TrialRows rows = TrialRows.of(Studies.failed(trial, 2));
    assertThat(rows.trialId()).isEqualTo(trial.id());
    assertThat(rows.attempts()).isEqualTo(2);
    assertThat(rows.status()).isEqualTo(Status.FAILED);
  }
}
