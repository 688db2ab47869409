package org.sharelab.analysis.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sharelab.analysis.gradient.GroupingCriterion.BudgetBySteps;
import org.sharelab.analysis.gradient.GroupingCriterion.BudgetExactly;
import org.sharelab.analysis.gradient.GroupingCriterion.GroupCount;
import org.sharelab.analysis.gradient.GroupingCriterion.Threshold;
import org.sharelab.check.ValidationException;

class GroupingCriterionTest {
  /** 0-1 at .3, 1-2 at .22, 2-3 at .02, everything else at -.5. */
  private static final SimilarityMatrix SIMILARITY =
      SimilarityMatrix.of(
          new double[][] {
            {1, .3, -.5, -.5},
            {.3, 1, .22, -.5},
            {-.5, .22, 1, .02},
            {-.5, -.5, .02, 1}
          });

  /**
   * Costs after 0 to 3 merges: 10+20+30+40 = 100; {0,1} 20+30+40 = 90; {0,1,2} 30+40 = 70; all 40.
   */
  private static final List<Long> SIZES = List.of(10L, 20L, 30L, 40L);

  @Test
  void groupsAboveAThreshold() {
    assertThat(new Threshold(.25).group(SIMILARITY, SIZES).topology().assignment())
        .containsExactly(0, 0, 1, 2);
  }

  @Test
  void groupsIntoANumber() {
    assertThat(new GroupCount(2).group(SIMILARITY, SIZES).topology().assignment())
        .containsExactly(0, 0, 0, 1);
  }

  @Test
  void keepsTheStartingThresholdIfItFits() {
    Clusters byStep = new BudgetBySteps(90, .25, .05).group(SIMILARITY, SIZES);
    Clusters exactly = new BudgetExactly(90, .25).group(SIMILARITY, SIZES);
    assertThat(byStep.threshold()).isEqualTo(.25);
    assertThat(byStep.topology().assignment()).containsExactly(0, 0, 1, 2);
    assertThat(exactly).isEqualTo(byStep);
  }

  @Test
  void lowersTheThresholdByStepsUntilTheLargestMembersFit() {
    Clusters clusters = new BudgetBySteps(80, .35, .05).group(SIMILARITY, SIZES);
    assertThat(clusters.threshold()).isEqualTo(.2, within(1e-15));
    assertThat(clusters.topology().assignment()).containsExactly(0, 0, 0, 1);
    assertThat(GroupingCriterion.cost(clusters, SIZES)).isEqualTo(70);
  }

  @Test
  void lowersTheThresholdToTheNextMergeThatFits() {
    Clusters clusters = new BudgetExactly(80, .35).group(SIMILARITY, SIZES);
    assertThat(clusters.topology().assignment()).containsExactly(0, 0, 0, 1);
    assertThat(clusters.threshold()).isEqualTo(.02);
  }

  /** One step of 0.3 from .35 passes two merges at once where one is enough for 90. */
  @Test
  void mergesLessThanALargeStepWould() {
    assertThat(new BudgetBySteps(95, .35, .3).group(SIMILARITY, SIZES).count()).isEqualTo(2);
    assertThat(new BudgetExactly(95, .35).group(SIMILARITY, SIZES).count()).isEqualTo(3);
  }

  @Test
  void reachesNegativeThresholds() {
    Clusters clusters = new BudgetBySteps(40, .1, .05).group(SIMILARITY, SIZES);
    assertThat(clusters.count()).isEqualTo(1);
    assertThat(clusters.threshold()).isEqualTo(0, within(1e-15));
  }

  @Test
  void reportsTheShareRateAndTheRule() {
    Clusters clusters = new GroupCount(3).group(SIMILARITY, SIZES);
    assertThat(clusters.shareRate()).isEqualTo(4 / 3.0);
    assertThat(clusters.rule().groups()).containsExactly(List.of(0, 1), List.of(2), List.of(3));
  }

  @Test
  void refusesBudgetsThatNoGroupingMeets() {
    String message = "Cannot fit 39 parameters: merging as far as possible leaves 1 groups with 40";
    assertThatThrownBy(() -> new BudgetExactly(39, .1).group(SIMILARITY, SIZES))
        .isInstanceOf(ValidationException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> new BudgetBySteps(39, .1, .05).group(SIMILARITY, SIZES))
        .isInstanceOf(ValidationException.class)
        .hasMessage(message);
  }

  @Test
  void rejectsValuesOutOfRange() {
    assertThatThrownBy(() -> new Threshold(1.5))
        .hasMessage("Invalid similarity threshold: 1.5 (-1 to 1)");
    assertThatThrownBy(() -> new Threshold(Double.NaN))
        .hasMessage("Invalid similarity threshold: NaN (-1 to 1)");
    assertThatThrownBy(() -> new GroupCount(0))
        .hasMessage("Invalid number of groups: 0 (1 or more)");
    assertThatThrownBy(() -> new BudgetExactly(0, .1))
        .hasMessage("Invalid parameter budget: 0 (1 or more)");
    assertThatThrownBy(() -> new BudgetBySteps(10, .1, 0))
        .hasMessage("Invalid threshold step: 0.0 (above 0, up to 2)");
    assertThatThrownBy(() -> new BudgetExactly(100, .1).group(SIMILARITY, List.of(1L)))
        .hasMessage("Invalid weight sizes: 1 (4, one per use)");
  }
}
