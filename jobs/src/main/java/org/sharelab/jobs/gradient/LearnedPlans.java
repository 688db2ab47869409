package org.sharelab.jobs.gradient;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sharelab.jobs.table.AnalysisWriter;
import org.sharelab.result.ClusterRow;
import org.sharelab.result.GradientSimilarityRow;
import org.sharelab.result.Tables;
import org.sharelab.study.Study;
import org.sharelab.study.TrialSpec;
import org.sharelab.study.gradient.Clustering;
import org.sharelab.study.gradient.GradientStudy;
import org.sharelab.study.gradient.LearnedTrial;

/**
 * The plans that follow from the similarities in an output folder.
 *
 * <p>A plan is a function of stored rows, so it is made again whenever it is needed; its rows in
 * {@code clusters} are written once.
 */
final class LearnedPlans {
  private final GradientStudy study;
  private final AnalysisWriter<GradientSimilarityRow> similarities;
  private final AnalysisWriter<ClusterRow> clusters;

  /**
   * @param similarities keyed by trial
   * @param clusters keyed by plan
   */
  LearnedPlans(
      GradientStudy study,
      AnalysisWriter<GradientSimilarityRow> similarities,
      AnalysisWriter<ClusterRow> clusters) {
    this.study = study;
    this.similarities = similarities;
    this.clusters = clusters;
  }

  /** The study with every trial whose plan is known by now; their clusters are stored. */
  Study resolve() {
    Map<String, List<GradientSimilarityRow>> rows = new HashMap<>();
    for (List<Object> values : similarities.rows()) {
      GradientSimilarityRow row =
          GradientSimilarityRow.of(Tables.GRADIENT_SIMILARITY.named(values));
      rows.computeIfAbsent(row.trialId(), unseen -> new ArrayList<>()).add(row);
    }
    Set<String> stored = clusters.keys();
    List<TrialSpec> trials = new ArrayList<>();
    for (LearnedTrial learned : study.learned()) {
      List<GradientSimilarityRow> source = rows.get(learned.source().id());
      if (source != null) {
        Clustering clustering = Clustering.of(learned, study.gradient(), source);
        trials.add(learned.with(clustering.clusters().rule()));
        if (!stored.contains(learned.planId())) {
          clusters.append(clustering.rows());
        }
      }
    }
    return study.study().with(trials);
  }
}
