package org.sharelab.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sharelab.study.search.Decision;
import org.sharelab.study.search.space.Point;

class DecisionRowTest {
  @Test
  void writesADecisionOnAPointForEachOfItsTrials() {
    Point settings = new Point(Map.of("model.sharing.rate", 2));
    Decision pruned =
        new Decision(
            7, Decision.Kind.PRUNED, "median-stopping", 3, settings, 9, "worse than the median");
    assertThat(Tables.DECISIONS.values(new DecisionRow("s", "0a1b", 1, pruned, 2.5)))
        .containsExactly(
            "s",
            7,
            "0a1b",
            3,
            1,
            "{\"model.sharing.rate\":2}",
            "pruned",
            "median-stopping",
            9,
            "worse than the median",
            2.5);
  }

  @Test
  void writesADecisionOnTheSearchWithoutATrial() {
    Decision stopped =
        new Decision(8, Decision.Kind.STOPPED, "budget", null, null, null, "no trials left");
    assertThat(Tables.DECISIONS.values(new DecisionRow("s", null, null, stopped, 3)))
        .containsExactly(
            "s", 8, null, null, null, null, "stopped", "budget", null, "no trials left", 3.0);
  }
}
