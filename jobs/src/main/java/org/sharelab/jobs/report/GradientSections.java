package org.sharelab.jobs.report;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What a report says of gradients and of plans learned from them; nothing if there are none. */
final class GradientSections {
  private static final String MATRIX = "dataset, model, share_rate, mapping, kind, group_id, epoch";

  private final SparkSession spark;

  GradientSections(SparkSession spark) {
    this.spark = spark;
  }

  String html() {
    return (isEmpty("clusters") ? "" : plans() + comparison())
        + (isEmpty("gradient_similarity") ? "" : matrices());
  }

  /** Asked first: most studies have none, and the views are long. */
  private boolean isEmpty(String table) {
    return spark.table(table).isEmpty();
  }

  private String plans() {
    return section(
        "Learned plans",
        "SELECT dataset, model, plan, min_clusters, mean_clusters, max_clusters, mean_parameters,"
            + " mean_accuracy, sd_accuracy, trials FROM v_plan_summary",
        "");
  }

  private String comparison() {
    List<Row> open =
        spark
            .sql(
                "SELECT count(*), count_if(finding LIKE '%more accurate') FROM v_plan_comparison"
                    + " WHERE is_same_budget")
            .collectAsList();
    long all = open.get(0).getLong(0);
    long resolved = open.get(0).getLong(1);
    String sentence =
        resolved == 0
            ? "No difference at the same number of parameters is resolved."
            : "%d of %d differences at the same number of parameters are resolved."
                .formatted(resolved, all);
    return section(
        "Learned plans beside others of the same cost, within replicates",
        "SELECT dataset, model, plan, rival, mean_difference, low_95, high_95, joint_low_95,"
            + " joint_high_95, pairs, finding FROM v_plan_comparison WHERE is_same_budget",
        "<p class=\"note\">%s Joint intervals hold for all comparisons together.</p>%n"
            .formatted(sentence));
  }

  private String section(String heading, String sql, String note) {
    Listing listing = Listing.of(spark.sql(sql));
    return listing.rows().isEmpty()
        ? ""
        : "<section>\n<h2>%s</h2>\n<div class=\"scroll\">%s</div>\n%s</section>\n"
            .formatted(heading, Html.table(listing), note);
  }

  private String matrices() {
    StringBuilder out = new StringBuilder();
    for (Row panel :
        spark
            .sql("SELECT DISTINCT %s FROM v_gradient_matrix ORDER BY ALL".formatted(MATRIX))
            .collectAsList()) {
      HeatMap map = new HeatMap();
      spark
          .table("v_gradient_matrix")
          .filter("dataset <=> '%s' AND model <=> '%s'".formatted(panel.get(0), panel.get(1)))
          .filter("share_rate <=> %s AND mapping <=> '%s'".formatted(panel.get(2), panel.get(3)))
          .filter("kind = '%s' AND group_id = '%s'".formatted(panel.get(4), panel.get(5)))
          .filter("epoch = %s".formatted(panel.get(6)))
          .collectAsList()
          .forEach(
              row -> map.add(row.getAs("use_i"), row.getAs("use_j"), row.getAs("mean_cosine")));
      out.append(
          "<section>\n<h2>Gradients of %s after epoch %s</h2>\n<figure>%n%s<figcaption>Cosine of the %s gradients of each pair of uses, mean over replicates.</figcaption>\n</figure>\n</section>\n"
              .formatted(Html.escape(panel.getString(5)), panel.get(6), map.svg(), panel.get(4)));
    }
    return out.toString();
  }
}
