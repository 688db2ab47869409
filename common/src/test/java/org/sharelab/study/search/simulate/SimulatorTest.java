package org.sharelab.study.search.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sharelab.study.search.Budget;
import org.sharelab.study.search.SearchSpec;
import org.sharelab.study.search.history.Metric;
import org.sharelab.study.search.history.PointRecord;
import org.sharelab.study.search.history.TrialState;
import org.sharelab.study.search.sampler.FixedPoints;
import org.sharelab.study.search.scheduler.FullTraining;
import org.sharelab.study.search.scheduler.Scheduler;
import org.sharelab.study.search.scheduler.SuccessiveHalving;
import org.sharelab.study.search.simulate.Simulation.Improvement;
import org.sharelab.study.search.space.Choices;
import org.sharelab.study.search.space.Dimension;
import org.sharelab.study.search.space.Point;
import org.sharelab.study.search.space.SearchSpace;

class SimulatorTest {
  private static final SearchSpace SPACE =
      new SearchSpace(List.of(Dimension.of("a", new Choices(List.of(1, 2, 3)))));

  private static Point at(int a) {
    return new Point(Map.of("a", a));
  }

  private static SearchSpec spec(int replicates, Scheduler scheduler) {
    return new SearchSpec(
        SPACE,
        List.of(Metric.TEST_ACCURACY),
        replicates,
        FixedPoints.grid(SPACE),
        scheduler,
        Budget.UNLIMITED);
  }

  private static LearningCurve curve(double secondsPerEpoch, Double... values) {
    return LearningCurve.of(List.of(values), secondsPerEpoch);
  }

  @Test
  void keepsTheTimeOfAsynchronousSlots() {
    CurveSource curves =
        CurveSource.stored(
            Map.of(
                at(1), List.of(curve(10, 0.1, 0.5)), // 0 to 20 s on the first slot
                at(2), List.of(curve(1, 0.2, 0.4)), // 0 to 2 s on the second
                at(3), List.of(curve(3, 0.3, 0.6)))); // 2 to 8 s on the second
    Simulation simulation = Simulator.run(spec(1, new FullTraining(2)), curves, 2);
    assertThat(simulation.improvements())
        .extracting(Improvement::seconds, Improvement::epochs, Improvement::value)
        .containsExactly(tuple(2.0, 2L, 0.4), tuple(8.0, 4L, 0.6));
    assertThat(simulation.seconds()).isEqualTo(20);
    assertThat(simulation.epochs()).isEqualTo(6);
    assertThat(simulation.missingCurves()).isZero();
    assertThat(Simulator.run(spec(1, new FullTraining(2)), curves, 1).seconds()).isEqualTo(28);
    assertThat(simulation.decisions()).hasSize(4); // three proposals and the end
  }

  @Test
  void trainsOnFromTheRungWherePointsPaused() {
    CurveSource curves =
        CurveSource.stored(
            Map.of(
                at(1), List.of(curve(1, 0.5, 0.6, 0.7, 0.8)),
                at(2), List.of(curve(1, 0.4, 0.5, 0.6, 0.9)),
                at(3), List.of(curve(1, 0.3, 0.4, 0.5, 0.6))));
    Scheduler halving = SuccessiveHalving.asynchronous(Metric.TEST_ACCURACY, 1, 4, 4);
    Simulation simulation = Simulator.run(spec(1, halving), curves, 1);
    // Three points for an epoch each, then the best for three more: the late winner is lost.
    assertThat(simulation.epochs()).isEqualTo(6);
    assertThat(simulation.best().orElseThrow().value()).isEqualTo(0.8);
    assertThat(simulation.history().points())
        .extracting(PointRecord::state)
        .containsExactly(TrialState.COMPLETED, TrialState.PRUNED, TrialState.PRUNED);
  }

  @Test
  void averagesReplicatesAndKeepsMissingAndDivergedTrialsApart() {
    CurveSource curves =
        CurveSource.stored(
            Map.of(
                at(1), List.of(curve(1, 0.5, 0.6), curve(1, 0.7, 0.8)),
                at(2), List.of(curve(1, 0.9, 0.9), curve(1, 0.9, Double.NaN)),
                at(3), List.of(curve(1, 0.2, 0.3), curve(1, 0.9)))); // the last is too short
    Simulation simulation = Simulator.run(spec(2, new FullTraining(2)), curves, 4);
    assertThat(simulation.best().orElseThrow().value()).isEqualTo(0.7, within(1e-12));
    assertThat(simulation.history().points())
        .extracting(PointRecord::state)
        .containsExactly(TrialState.COMPLETED, TrialState.DIVERGED, TrialState.COMPLETED);
    assertThat(simulation.missingCurves()).isEqualTo(1);
    Simulation nothing =
        Simulator.run(spec(1, new FullTraining(2)), CurveSource.stored(Map.of()), 2);
    assertThat(nothing.missingCurves()).isEqualTo(3);
    assertThat(nothing.best()).isEmpty();
  }

  @Test
  void refusesImpossibleInput() {
    assertThatThrownBy(
            () -> Simulator.run(spec(1, new FullTraining(2)), CurveSource.stored(Map.of()), 0))
        .hasMessage("Invalid slots: 0 (a whole number >= 1)");
    assertThatThrownBy(() -> curve(1))
        .hasMessage("Invalid learning curve: no epochs (at least one)");
    assertThatThrownBy(() -> curve(0, 0.1))
        .hasMessage("Invalid seconds per epoch: 0.0 (a number > 0)");
  }
}
