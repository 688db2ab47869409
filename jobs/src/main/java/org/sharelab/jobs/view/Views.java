package org.sharelab.jobs.view;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sharelab.jobs.table.ResultReader;
import org.sharelab.result.Table;
import org.sharelab.result.Tables;

/** The views of a result set, and all its names in Spark SQL. */
public final class Views {
  /** Every view. One that reads another comes after it. */
  public static final List<String> NAMES =
      List.of(
          "v_share_rate",
          "v_paired",
          "v_paired_summary",
          "v_estimated_networks",
          "v_estimate_vs_accuracy",
          "v_gradient_conflict",
          "v_gradient_matrix",
          "v_plans",
          "v_plan_summary",
          "v_plan_comparison",
          "v_coverage",
          "v_decisions",
          "v_points",
          "v_pareto");

  private static final Pattern WORD = Pattern.compile("\\w+");

  private Views() {}

  /** Makes every table and view of a result set known to a session, under their own names. */
  public static void register(SparkSession spark, ResultReader results) {
    register(spark, results, name -> true);
  }

  /**
   * The same for the tables and views that a query names, and what those read, which takes a
   * fraction of the time; for all if it names none, as {@code SHOW TABLES} does.
   */
  public static void registerNamed(SparkSession spark, ResultReader results, String query) {
    Set<String> named = new HashSet<>();
    addNamed(query, named);
    register(spark, results, name -> named.isEmpty() || named.contains(name));
  }

  private static void addNamed(String query, Set<String> named) {
    Matcher words = WORD.matcher(query.toLowerCase(Locale.ROOT));
    while (words.find()) {
      String word = words.group();
      if (NAMES.contains(word) && named.add(word)) {
        addNamed(sql(word), named);
      } else if (isTable(word)) {
        named.add(word);
      }
    }
  }

  private static boolean isTable(String name) {
    return Stream.concat(Tables.STUDY.stream(), Tables.ANALYSES.stream())
        .anyMatch(table -> table.name().equals(name));
  }

  private static void register(
      SparkSession spark, ResultReader results, Predicate<String> isWanted) {
    SqlFunctions.register(spark);
    for (Table<?> table : Tables.STUDY) {
      if (isWanted.test(table.name())) {
        results.read(spark, table).createOrReplaceTempView(table.name());
      }
    }
    for (Table<?> table : Tables.ANALYSES) {
      if (isWanted.test(table.name())) {
        results.readAnalysis(spark, table).createOrReplaceTempView(table.name());
      }
    }
    for (String view : NAMES) {
      if (isWanted.test(view)) {
        Dataset<Row> rows = spark.sql(sql(view));
        rows.createOrReplaceTempView(view);
      }
    }
  }

  /** What a row of the view is, from the comment that its file begins with. */
  public static String comment(String view) {
    return sql(view)
        .lines()
        .takeWhile(line -> line.startsWith("--"))
        .map(line -> line.substring(2).trim())
        .collect(Collectors.joining(" "));
  }

  private static String sql(String view) {
    try (InputStream in = Views.class.getResourceAsStream(view + ".sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException damagedJar) {
      throw new UncheckedIOException(damagedJar);
    }
  }
}
