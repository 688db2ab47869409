package org.sharelab.study.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sharelab.check.ValidationException;
import org.sharelab.config.ExperimentFile;
import org.sharelab.config.Section;
import org.sharelab.random.Seed;
import org.sharelab.study.search.history.History;
import org.sharelab.study.search.history.Metric;
import org.sharelab.study.search.scheduler.FullTraining;
import org.sharelab.study.search.scheduler.MedianStopping;
import org.sharelab.study.search.scheduler.SuccessiveHalving;
import org.sharelab.study.search.space.Point;

class SearchSpecTest {
  private static SearchSpec read(String study) {
    Section root = ExperimentFile.parse("study { " + study + " }").open();
    SearchSpec spec = SearchSpec.read(root.section("study"), Seed.of(1), 2, 30);
    root.rejectUnknown();
    return spec;
  }

  @Test
  void isAGridTrainedToTheEndUnlessTheFileSaysMore() {
    SearchSpec spec = read("space { \"a\" = [1, 2] }");
    assertThat(spec.sampler().rule()).isEqualTo("grid");
    assertThat(spec.sampler().size()).hasValue(2);
    assertThat(spec.scheduler()).isEqualTo(new FullTraining(30));
    assertThat(spec.objectives()).containsExactly(Metric.TEST_ACCURACY);
    assertThat(spec.budget()).isEqualTo(Budget.UNLIMITED);
    assertThat(read("").sampler().size()).hasValue(1);
  }

  @Test
  void readsEverySamplerAndScheduler() {
    String space = "space { \"a\" = [1, 2] }, budget { trials = 9, failures = 3 }, ";
    assertThat(read(space + "sampler.name = random").sampler().rule()).isEqualTo("random");
    assertThat(read(space + "sampler.name = sobol").sampler().rule()).isEqualTo("sobol");
    assertThat(
            read(space
                    + "objectives = [test-accuracy, unique-parameters], sampler { name = tpe,"
                    + " gamma = 0.2, startup-points = 5, candidates = 9, feedback = batch,"
                    + " parallel-points = 3 }")
                .sampler()
                .requires(8))
        .isEqualTo(6);
    assertThat(read(space + "scheduler.name = median-stopping").scheduler())
        .isEqualTo(new MedianStopping(Metric.TEST_ACCURACY, 30, 3, 3, 5));
    assertThat(
            read(space
                    + "objectives = [test-nll], scheduler { name = successive-halving, eta = 4,"
                    + " min-epochs = 2, stratum = a }")
                .scheduler())
        .isEqualTo(
            new SuccessiveHalving(
                Metric.TEST_NLL, 2, 30, 4, SuccessiveHalving.Promotion.SYNCHRONOUS, "a"));
  }

  @Test
  void readsListedPointsQuotedOrNested() {
    SearchSpec spec =
        read("sampler { name = points, points = [{ \"a.b\" = 1, c = [x] }, { a { b = 2 } }] }");
    assertThat(spec.sampler().propose(0, History.empty()).orElseThrow().point())
        .isEqualTo(new Point(Map.of("a.b", 1, "c", List.of("x"))));
    assertThat(spec.sampler().propose(1, History.empty()).orElseThrow().point())
        .isEqualTo(new Point(Map.of("a.b", 2)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "sampler.name = tpo; Invalid study.sampler.name: \"tpo\" (did you mean tpe?)",
        "sampler.name = random; Invalid study.budget: missing (trials, epochs or wall-clock-seconds, since sampler random has no end of its own)",
        "sampler.name = tpe, budget.failures = 3; Invalid study.budget: {\"failures\":3} (trials, epochs or wall-clock-seconds, since sampler tpe has no end of its own)",
        "sampler { name = tpe, gamma = 1 }; Invalid study.sampler.gamma: 1 (a number between 0 and 1, both excluded)",
        "sampler { name = grid, gamma = 0.1 }; Invalid key: study.sampler.gamma (known: name)",
        "sampler.name = points; Invalid study.sampler.points: missing (a list of { key = value } settings)",
        "sampler { name = points, points = [3] }; Invalid study.sampler.points: [3] (a list of { key = value } settings)",
        "scheduler.name = medium; Invalid study.scheduler.name: \"medium\" (known: asha, median-stopping, none, successive-halving)",
        "scheduler { name = median-stopping, grace-epochs = 31 }; Invalid study.scheduler.grace-epochs: 31 (a whole number from 1 to 30)",
        "scheduler { name = successive-halving, stratum = b }; Invalid study.scheduler.stratum: \"b\" (a key of study.space",
        "space { \"training.epochs\" = [1, 2] }, scheduler.name = median-stopping; Invalid study.scheduler.name: \"median-stopping\" (none, since study.space varies training.epochs)",
        "objectives = [macs], scheduler.name = median-stopping; Invalid study.objectives: [\"macs\"] (a metric of each epoch first, for scheduler median-stopping)",
        "objectives = []; Invalid study.objectives: [] (at least one metric)",
        "budget.trials = 0; Invalid study.budget.trials: 0 (a whole number >= 1)",
      })
  void refusesWhatIsWrong(String study, String message) {
    assertThatThrownBy(() -> read(study))
        .isInstanceOf(ValidationException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void refusesWhenTheBudgetIsSpent() {
    Budget budget = new Budget(10, 100, 60, 2);
    assertThat(budget.refusal(new Budget.Spent(8, 90, 59.9, 1), 2, 10)).isEmpty();
    assertThat(budget.refusal(new Budget.Spent(9, 0, 0, 0), 2, 1))
        .contains("9 trials and 2 more exceed the budget of 10");
    assertThat(budget.refusal(new Budget.Spent(0, 91, 0, 0), 1, 10))
        .contains("91 epochs and 10 more exceed the budget of 100");
    assertThat(budget.refusal(new Budget.Spent(0, 0, 60, 0), 1, 1))
        .contains("60 of the budget of 60 wall-clock seconds are over");
    assertThat(budget.refusal(new Budget.Spent(0, 0, 0, 2), 1, 1))
        .contains("2 trials failed, of 2 that may");
    assertThat(Budget.UNLIMITED.refusal(new Budget.Spent(1L << 60, 1L << 60, 1e18, 9), 9, 9))
        .isEmpty();
    assertThatThrownBy(() -> new Budget(1, 0, 1, 1))
        .hasMessage("Invalid study.budget.epochs: 0 (a whole number >= 1)");
    assertThatThrownBy(() -> new Budget(0, 1, 1, 1))
        .hasMessage("Invalid study.budget.trials: 0 (a whole number >= 1)");
    assertThatThrownBy(() -> new Budget(1, 1, 0, 1))
        .hasMessage("Invalid study.budget.wall-clock-seconds: 0 (a whole number >= 1)");
    assertThatThrownBy(() -> new Budget(1, 1, 1, 0))
        .hasMessage("Invalid study.budget.failures: 0 (a whole number >= 1)");
  }
}
