package org.sharelab.jobs.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sharelab.jobs.table.TrialRows;
import org.sharelab.jobs.testing.Studies;
import org.sharelab.study.TrialReport;
import org.sharelab.study.TrialSpec;
import org.sharelab.study.search.history.Metric;
import org.sharelab.study.search.history.TrialState;

class TrialReportsTest {
  private final TrialSpec trial = Studies.small(1).trials().get(0);

  @Test
  void readsEveryMetricFromTheTables() {
    TrialReport report =
        TrialReports.of(TrialRows.of(Studies.trained(trial, 1, 2, epoch -> 0.25 * epoch)));
    assertThat(report.state()).isEqualTo(TrialState.COMPLETED);
    assertThat(report.epochs()).isEqualTo(2);
    assertThat(report.curves().get(Metric.TEST_ACCURACY)).isEqualTo(Map.of(1, 0.25, 2, 0.5));
    Arrays.stream(Metric.values())
        .forEach(
            metric -> {
              if (metric.isMeasuredEachEpoch()) {
                assertThat(report.curves().get(metric)).as(metric.name()).hasSize(2);
              } else {
                assertThat(report.constants()).as(metric.name()).containsKey(metric);
              }
            });
    assertThat(report.constants().get(Metric.UNIQUE_PARAMETERS))
        .isEqualTo(trial.design().uniqueParameters());
  }

  @Test
  void trialThatMeasuredNothingHasNoCurve() {
    TrialReport report = TrialReports.of(TrialRows.of(Studies.failed(trial, 1)));
    assertThat(report.state()).isEqualTo(TrialState.FAILED);
    assertThat(report.epochs()).isZero();
    assertThat(report.curves().values()).allMatch(Map::isEmpty);
  }

  @Test
  void rowsThatEndAtAMilestoneAreAPause() {
    TrialRows rows = TrialRows.of(Studies.trained(trial, 1, 1, epoch -> 0.25));
    assertThat(TrialReports.paused(rows).state()).isEqualTo(TrialState.PAUSED);
    assertThat(TrialReports.of(rows).state()).isEqualTo(TrialState.PRUNED);
  }
}
