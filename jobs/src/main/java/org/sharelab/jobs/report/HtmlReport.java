package org.sharelab.jobs.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sharelab.jobs.report.AccuracyPlot.Point;
import org.sharelab.result.BuildVersion;

/** One page with the settings, outcomes and answers of a study; it needs no other file. */
public final class HtmlReport {
  private static final List<String> DIMENSIONS =
      List.of("dataset", "model", "label_noise", "mapping", "fusion");

  private final SparkSession spark;
  private final Map<String, String> settings;

  /**
   * A report over the tables and views that the session knows.
   *
   * @param settings what all trials have in common: keys to JSON values
   */
  public HtmlReport(SparkSession spark, Map<String, String> settings) {
    this.spark = spark;
    this.settings = Map.copyOf(settings);
  }

  /** The page. */
  public String render() {
    BuildVersion build = BuildVersion.current();
    String name = settings.getOrDefault("name", "study").replace("\"", "");
    return resource("report.html")
        .replace("{{title}}", Html.escape(name))
        .replace("{{style}}", resource("report.css"))
        .replace("{{body}}", body())
        .replace("{{version}}", Html.escape(build.version() + ", " + build.gitCommit()));
  }

  private String body() {
    StringBuilder out = new StringBuilder();
    section(out, "Trials", query("SELECT status, count(*) AS trials FROM trials GROUP BY status"));
    plots(out);
    section(
        out,
        "Accuracy by share rate",
        query(
            "SELECT dataset, model, label_noise, share_rate, mapping, fusion, unique_parameters,"
                + " unique_parameters / applied_parameters AS parameter_fraction,"
                + " mean_accuracy, sd_accuracy, trials FROM v_share_rate"));
    section(
        out,
        "Difference to no sharing, within replicates",
        query(
            "SELECT dataset, model, label_noise, share_rate, mapping, fusion, unique_parameters,"
                + " mean_difference, low_95, high_95, pairs FROM v_paired_summary"));
    notes(out);
    survivors(out);
    search(out);
    out.append(new GradientSections(spark).html());
    section(
        out,
        "Trials without a result",
        query(
            "SELECT trial_id, replicate, share_rate, mapping, status, error_code, error_message"
                + " FROM trials WHERE status NOT IN ('completed', 'pruned') ORDER BY status, trial_id"));
    section(out, "Settings of all trials", settingsListing());
    return out.toString();
  }

  /** What a search found and did; nothing for other studies. */
  private void search(StringBuilder out) {
    Listing decisions =
        query(
            "SELECT kind, rule, count(*) AS decisions FROM v_decisions GROUP BY ALL ORDER BY ALL");
    if (decisions.rows().isEmpty()) {
      return;
    }
    section(
        out,
        "Best points",
        query(
            "SELECT point, settings, unique_parameters, mean_accuracy, low_95, high_95, completed"
                + " FROM v_points WHERE completed > 0 LIMIT 10"));
    section(
        out,
        "Points that no other beats in accuracy and unique parameters",
        query(
            "SELECT unique_parameters, mean_accuracy, low_95, high_95, point, settings"
                + " FROM v_pareto"));
    section(out, "Decisions of the search", decisions);
  }

  private Listing query(String sql) {
    return Listing.of(spark.sql(sql));
  }

  private static void section(StringBuilder out, String heading, Listing listing) {
    if (!listing.rows().isEmpty()) {
      out.append("<section>\n<h2>%s</h2>\n<div class=\"scroll\">".formatted(heading));
      out.append(Html.table(listing.withoutConstants(DIMENSIONS))).append("</div>\n</section>\n");
    }
  }

  /** One plot per data set, model and noise level: other accuracies are not comparable. */
  private void plots(StringBuilder out) {
    List<Row> panels =
        spark
            .sql(
                "SELECT DISTINCT dataset, model, label_noise FROM v_share_rate"
                    + " WHERE mean_accuracy IS NOT NULL ORDER BY ALL")
            .collectAsList();
    for (Row panel : panels) {
      out.append(
          "<section>\n<h2>%s on %s, label noise %s</h2>\n<figure>%n%s%n"
              .formatted(
                  Html.escape(panel.getString(1)),
                  Html.escape(panel.getString(0)),
                  shown(panel.getDouble(2)),
                  plot(panel).svg()));
      out.append(
          "<figcaption>Points are means over replicates, bars their standard deviation, numbers"
              + " the share rate.</figcaption>\n</figure>\n</section>\n");
    }
  }

  private AccuracyPlot plot(Row panel) {
    AccuracyPlot plot = new AccuracyPlot();
    spark
        .table("v_share_rate")
        .filter("mean_accuracy IS NOT NULL")
        .filter("dataset = '%s' AND model = '%s'".formatted(panel.get(0), panel.get(1)))
        .filter("label_noise = %s".formatted(panel.get(2)))
        .orderBy("mapping", "fusion", "unique_parameters")
        .collectAsList()
        .forEach(
            row -> {
              String fusion = row.getAs("fusion");
              String mapping = row.getAs("mapping");
              Double deviation = row.getAs("sd_accuracy");
              Double rate = row.getAs("share_rate");
              plot.add(
                  fusion.equals("none") ? mapping : mapping + ", " + fusion,
                  new Point(
                      row.<Long>getAs("unique_parameters"),
                      row.getAs("mean_accuracy"),
                      deviation == null ? 0 : deviation,
                      rate == null ? "" : shown(rate)));
            });
    return plot;
  }

  private static String shown(double number) {
    return number == Math.rint(number) ? "" + (long) number : "" + number;
  }

  /** What the reader of means has to know about the trials that are not in them. */
  private void survivors(StringBuilder out) {
    Listing incomplete =
        query(
            "SELECT dataset, model, label_noise, share_rate, mapping, fusion, unique_parameters,"
                + " warning FROM v_coverage WHERE warning IS NOT NULL AND pruned < replicates");
    section(out, "Unequal survivors", incomplete);
    if (!incomplete.rows().isEmpty()) {
      out.append(
          "<p class=\"note\">Means above are over completed trials only. Where replicates are missing"
              + " they rest on fewer trials, and those that ended badly are not in them.</p>\n");
    }
  }

  private void notes(StringBuilder out) {
    long comparisons = spark.table("v_paired_summary").count();
    if (comparisons > 0) {
      out.append(
          ("<p class=\"note\">Intervals are Student-t, 95 %%, for each of %d comparisons on its own;"
                  + " with that many, about %.1f would miss the true difference by chance alone."
                  + " An interval that holds 0 leaves the question open.</p>%n")
              .formatted(comparisons, 0.05 * comparisons));
    }
  }

  private Listing settingsListing() {
    return new Listing(
        List.of("key", "value"),
        settings.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(entry -> List.<Object>of(entry.getKey(), entry.getValue()))
            .toList());
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException damagedJar) {
      throw new UncheckedIOException(damagedJar);
    }
  }
}
