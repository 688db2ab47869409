package org.sharelab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.sharelab.check.ValidationException;
import org.sharelab.config.ExperimentFile;
import org.sharelab.study.search.history.Metric;
import org.sharelab.study.search.history.TrialState;

/**
 * Nine points of one grid, trained for 9 epochs, replayed through other samplers and schedulers.
 */
class ReplayTest {
  private static final double EXACT = 1e-12;
  private static final String GRID =
      """
      study {
        space { "model.sharing.rate" = [1, 2, 4], "model.width" = [4, 8, 16] }
      }
      data { name = glyphs }
      model { depth = 4, kernel-size = 3, patch-size = 8 }
      training { epochs = 9 }
      """;

  private static Study plan(String... sets) {
    return Study.plan(ExperimentFile.parse(GRID).set(List.of(sets)), "grid");
  }

  /** Final accuracy .9 - .1 (rate - 1) - .01 (16 - width): the best is rate 1 and width 16, .9. */
  private static Map<String, Replay.Stored> stored(TrialState... ofTheBest) {
    Map<String, Replay.Stored> stored = new HashMap<>();
    for (TrialSpec trial : plan().trials()) {
      double rate = trial.sharing().shareRate();
      double width =
          ExperimentFile.parse(trial.canonical()).open().section("model").integer("width", 1, 99);
      double end = 0.9 - 0.1 * (rate - 1) - 0.01 * (16 - width);
      boolean failing = end > 0.89 && ofTheBest.length > 0;
      TrialState state = failing ? ofTheBest[0] : TrialState.COMPLETED;
      int epochs = failing ? 4 : 9;
      NavigableMap<Integer, Double> curve = new TreeMap<>();
      for (int epoch = 1; epoch <= epochs; epoch++) {
        curve.put(epoch, end * epoch / 9);
      }
      TrialReport report =
          new TrialReport(trial.id(), state, epochs, Map.of(Metric.TEST_ACCURACY, curve), Map.of());
      stored.put(trial.id(), new Replay.Stored(report, 2));
    }
    return stored;
  }

  @Test
  void fullTrainingOfAllFindsTheBestAndSpendsEverything() {
    Replay replay = Replay.run(plan(), stored(), 3);
    assertThat(replay.points()).isEqualTo(9);
    assertThat(replay.allEpochs()).isEqualTo(81);
    assertThat(replay.simulation().epochs()).isEqualTo(81);
    // 81 epochs of 2 s on 3 slots
    assertThat(replay.simulation().seconds()).isCloseTo(54, within(EXACT));
    assertThat(replay.best().orElseThrow().value()).isCloseTo(0.9, within(EXACT));
    assertThat(replay.regret(Metric.TEST_ACCURACY)).isCloseTo(0, within(EXACT));
  }

  @Test
  void halvingFindsTheBestForFewerEpochs() {
    Replay replay =
        Replay.run(plan("study.scheduler={ name = successive-halving, eta = 3 }"), stored(), 1);
    // Rungs at 1, 3 and 9: 9 x 1 epochs, the best 3 for 2 more, the best 1 for 6 more.
    assertThat(replay.simulation().epochs()).isEqualTo(9 + 6 + 6);
    assertThat(replay.regret(Metric.TEST_ACCURACY)).isCloseTo(0, within(EXACT));
  }

  @Test
  void regretIsWhatASmallBudgetCosts() {
    Replay replay = Replay.run(plan("study.budget={ trials = 2 }"), stored(), 1);
    // A grid begins with rate 1 at widths 4 and 8: .82, where .9 is the best.
    assertThat(replay.regret(Metric.TEST_ACCURACY)).isCloseTo(0.08, within(1e-9));
    assertThat(replay.simulation().improvements()).hasSize(2);
  }

  @Test
  void pointsThatWereNotTrainedAreRejected() {
    Map<String, Replay.Stored> some = stored();
    some.remove(plan().trials().get(2).id());
    Replay replay =
        Replay.run(plan("study.sampler={ name = random }", "study.budget={ trials = 8 }"), some, 2);
    assertThat(replay.points()).isEqualTo(8);
    assertThat(replay.simulation().missingCurves()).isZero();
    assertThat(replay.simulation().epochs()).isEqualTo(72);
  }

  @Test
  void divergedTrialIsNoBest() {
    Replay replay = Replay.run(plan(), stored(TrialState.DIVERGED), 1);
    assertThat(replay.best().orElseThrow().value()).isCloseTo(0.82, within(1e-9));
    assertThat(replay.simulation().best().orElseThrow().value()).isCloseTo(0.82, within(1e-9));
  }

  @Test
  void refusesWhatCannotBeLookedUp() {
    assertThatThrownBy(() -> Replay.run(plan("study.seed=2"), stored(), 1))
        .isInstanceOf(ValidationException.class)
        .hasMessageStartingWith("Invalid --from: none of the points of study grid was trained");
    Study continuous =
        plan(
            "study.space.\"training.optimizer.learning-rate\"={ min = 1e-3, max = 0.1 }",
            "study.sampler={ name = random }",
            "study.budget={ trials = 2 }");
    assertThatThrownBy(() -> Replay.run(continuous, stored(), 1))
        .isInstanceOf(ValidationException.class)
        .hasMessageStartingWith("Invalid study.space: it has continuous ranges");
  }
}
