package org.sharelab.jobs.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sharelab.jobs.table.ResultReader;
import org.sharelab.jobs.testing.LocalSpark;
import org.sharelab.jobs.testing.PairedStudy;
import org.sharelab.result.Table;
import org.sharelab.result.Tables;

/**
 * docs/results.md is made from the table definitions; {@code -Dgolden.regenerate=true} makes it.
 */
class ResultsDictionaryTest {
  private static final Path PAGE = Path.of("..", "docs", "results.md");
  private static final String INTRODUCTION =
      """
      # Results: tables and columns

      Made from the definitions in `org.sharelab.result.Tables` and the `.sql` files of the views; do not edit. After a change:
      `mvn -pl jobs -am test -Dtest=ResultsDictionaryTest -Dsurefire.failIfNoSpecifiedTests=false -Dgolden.regenerate=true`

      A study writes `DIR/<table>/*.parquet`. Any reader of Parquet finds each committed trial there once; types are Spark's, every
      column may be null, fractions are 0 to 1. Trials are published in batches of 64 and when a run ends; `scripts/sharelab query`
      also sees those that are committed and not yet published.

      ```
      scripts/sharelab query --out DIR "SELECT * FROM v_share_rate"
      duckdb -c "SELECT share_rate, avg(test_accuracy) FROM 'DIR/trials/*.parquet' GROUP BY share_rate"
      ```
      """;

  @TempDir Path folder;

  @Test
  void pageAgreesWithTheDefinitions() throws IOException {
    String expected = page();
    if (Boolean.getBoolean("golden.regenerate")) {
      Files.writeString(PAGE, expected);
    }
    assertThat(PAGE).hasContent(expected);
  }

  private String page() {
    SparkSession spark = LocalSpark.session();
    Views.register(spark, ResultReader.open(PairedStudy.write(folder)));
    StringBuilder page = new StringBuilder(INTRODUCTION);
    List<Table<?>> tables = new ArrayList<>(Tables.STUDY);
    tables.addAll(Tables.ANALYSES);
    for (Table<?> table : tables) {
      page.append("\n## Table `%s`\n%s\n\n".formatted(table.name(), table.comment()));
      page.append("| column | type | meaning |\n|---|---|---|\n");
      table
          .columns()
          .forEach(
              column ->
                  page.append(
                      "| `%s` | %s | %s |\n"
                          .formatted(
                              column.name(),
                              column.type().name().toLowerCase(Locale.ROOT),
                              column.comment())));
    }
    for (String view : Views.NAMES) {
      page.append("\n## View `%s`\n%s\n\n".formatted(view, Views.comment(view)));
      page.append("| column | type |\n|---|---|\n");
      for (StructField field : spark.table(view).schema().fields()) {
        String type = field.dataType().typeName();
        page.append("| `%s` | %s |\n".formatted(field.name(), type));
      }
    }
    page.append(
        """

        ## SQL functions
        `spec_without(spec, key)`: canonical JSON without one key; trials with equal results differ in that key only.
        `student_t_quantile(probability, degrees_of_freedom)`: quantile of Student's t distribution.
        """);
    return page.toString();
  }
}
