package org.sharelab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sharelab.check.ValidationException;
import org.sharelab.config.ExperimentFile;
import org.sharelab.study.Agenda.Assignment;
import org.sharelab.study.search.Decision;
import org.sharelab.study.search.Decision.Kind;
import org.sharelab.study.search.history.Metric;
import org.sharelab.study.search.history.TrialState;

/** Studies that search, driven as a study job drives them, with made-up results. */
class StudySearchTest {
  private static final String FILE =
      """
      study {
        name = search, replicates = 2
        space {
          "model.sharing.rate" = [1, 2, 3, 4, 6]
          "model.depth" { min = 4, max = 12, step = 2, type = integer }
          "training.optimizer.learning-rate" { min = 1e-4, max = 0.1, scale = log }
        }
        sampler { name = random }
        scheduler { name = asha, min-epochs = 1, eta = 3 }
        budget { trials = 24 }
      }
      data { name = glyphs }
      model { width = 4, kernel-size = 3, patch-size = 8 }
      training { epochs = 9 }
      """;

  private final List<Decision> decisions = new ArrayList<>();
  private final Map<String, TrialReport> stored = new HashMap<>();
  private final List<String> started = new ArrayList<>();

  private static Study plan(String text, String... sets) {
    return Study.plan(ExperimentFile.parse(text).set(List.of(sets)), "file");
  }

  /** Accuracy rises with the epoch and the learning rate. */
  private static TrialReport train(Assignment assignment) {
    TrialSpec trial = assignment.trial();
    double rate = trial.training().optimizer().learningRate();
    NavigableMap<Integer, Double> curve = new TreeMap<>();
    for (int epoch = 1; epoch <= assignment.untilEpoch(); epoch++) {
      curve.put(epoch, 1 - 0.5 / epoch - Math.abs(Math.log10(rate / 0.01)) / 10);
    }
    boolean last = assignment.untilEpoch() == trial.training().epochs();
    return new TrialReport(
        trial.id(),
        last ? TrialState.COMPLETED : TrialState.PAUSED,
        assignment.untilEpoch(),
        Map.of(Metric.TEST_ACCURACY, curve),
        Map.of(Metric.UNIQUE_PARAMETERS, (double) trial.design().uniqueParameters()));
  }

  /**
   * Runs until nothing is left or so many tasks were started; what was stored before is what a
   * killed driver would find.
   */
  private Agenda drive(Study study, int tasks) {
    Agenda agenda = study.agenda(decisions, stored.values());
    for (int i = 0; i < tasks && hasNext(agenda); i++) {
      Assignment assignment = agenda.next();
      agenda.takeDecisions().forEach(decided -> decisions.add(decided.decision()));
      started.add(assignment.trial().id() + "@" + assignment.untilEpoch());
      TrialReport report = train(assignment);
      stored.put(report.trialId(), report);
      agenda.report(report);
    }
    return agenda;
  }

  private boolean hasNext(Agenda agenda) {
    boolean more = agenda.hasNext(0);
    agenda.takeDecisions().forEach(decided -> decisions.add(decided.decision()));
    for (Agenda.Pruned pruned : agenda.takePruned()) {
      TrialReport paused = stored.get(pruned.trial().id());
      assertThat(paused.state()).isEqualTo(TrialState.PAUSED);
      stored.put(
          paused.trialId(),
          new TrialReport(
              paused.trialId(),
              TrialState.PRUNED,
              paused.epochs(),
              paused.curves(),
              paused.constants()));
    }
    return more;
  }

  private List<Object> proposed() {
    return decisions.stream()
        .filter(decision -> decision.kind() == Kind.PROPOSED)
        .map(decision -> (Object) decision.settings())
        .toList();
  }

  @Test
  void endsEveryProposedTrialAndRejectsWhatIsNoExperiment() {
    Study study = plan(FILE);
    assertThat(study.isSearch()).isTrue();
    assertThat(study.trials()).as("points are drawn").isEmpty();
    Agenda agenda = drive(study, Integer.MAX_VALUE);
    assertThat(agenda.trials()).hasSize(24).doesNotHaveDuplicates();
    assertThat(agenda.best().orElseThrow()).matches("test-accuracy 0\\.\\d{4} at \\{.*}");
    assertThat(stored.values())
        .hasSize(24)
        .allMatch(report -> report.state().hasEnded())
        .anyMatch(report -> report.state() == TrialState.COMPLETED)
        .anyMatch(report -> report.state() == TrialState.PRUNED);
    List<Decision> rejected =
        decisions.stream().filter(decision -> decision.kind() == Kind.REJECTED).toList();
    // Rates 3, 4 and 6 divide few of the depths 4, 6, 8, 10 and 12.
    assertThat(rejected).isNotEmpty();
    assertThat(rejected)
        .allSatisfy(
            decision -> {
              assertThat(decision.rule()).isEqualTo("validation");
              assertThat(decision.reason())
                  .matches("Cannot share \\d+ layers at rate \\d: .*|Invalid share rate: .*");
            });
    assertThat(proposed()).hasSize(12).doesNotHaveDuplicates();
  }

  @Test
  void continuesWithTheSameProposalsWhereverItWasKilled() {
    for (String sampler : List.of("random", "tpe")) {
      String[] sets = {
        "study.sampler={ name = %s%s }"
            .formatted(sampler, sampler.equals("tpe") ? ", startup-points = 4" : "")
      };
      clear();
      drive(plan(FILE, sets), Integer.MAX_VALUE);
      List<Object> expected = proposed();
      Map<String, TrialReport> ended = Map.copyOf(stored);
      List<String> all = List.copyOf(started);
      for (int tasks = 0; tasks < all.size(); tasks += 7) {
        clear();
        drive(plan(FILE, sets), tasks);
        drive(plan(FILE, sets), Integer.MAX_VALUE);
        assertThat(proposed()).as("%s after %d tasks", sampler, tasks).isEqualTo(expected);
        assertThat(stored).as("%s after %d tasks", sampler, tasks).isEqualTo(ended);
        assertThat(started).as("nothing runs twice").doesNotHaveDuplicates().hasSameSizeAs(all);
        assertThat(decisions.stream().map(Decision::sequence).distinct()).hasSameSizeAs(decisions);
      }
    }
  }

  private void clear() {
    decisions.clear();
    stored.clear();
    started.clear();
  }

  @Test
  void goesOnWhenTheBudgetIsRaised() {
    drive(plan(FILE), Integer.MAX_VALUE);
    List<Object> before = proposed();
    int decided = decisions.size();
    drive(plan(FILE), Integer.MAX_VALUE);
    assertThat(decisions).as("asked again, it says nothing new").hasSize(decided);
    drive(plan(FILE, "study.budget.trials=40"), Integer.MAX_VALUE);
    assertThat(proposed()).hasSize(20).startsWith(before.toArray());
    assertThat(stored).hasSize(40);
  }

  @Test
  void doesNotRunATrialThatWasRunBeforeTheSearchProposedIt() {
    Study study = plan(FILE);
    Agenda first = study.agenda(List.of(), List.of());
    assertThat(first.hasNext(0)).isTrue();
    TrialSpec trial = first.next().trial();
    TrialReport report = train(new Assignment(trial, 9));
    stored.put(report.trialId(), report);
    drive(study, Integer.MAX_VALUE);
    assertThat(started).noneMatch(task -> task.startsWith(trial.id()));
    assertThat(stored).hasSize(24);
  }

  @Test
  void stopsWhenNoPointIsLeft() {
    // Two points of two replicates are all there is, for a budget of 24 trials.
    String text =
        FILE.replace("min = 4, max = 12, step = 2", "min = 4, max = 4")
            .replace("[1, 2, 3, 4, 6]", "[1, 2]")
            .replaceAll("\"training.optimizer.*\n", "");
    drive(plan(text), Integer.MAX_VALUE);
    assertThat(stored).hasSize(4);
    assertThat(decisions)
        .filteredOn(decision -> decision.kind() == Kind.STOPPED)
        .extracting(Decision::reason)
        .containsExactly("all 2 points were proposed");
  }

  @Test
  void samePlanWhetherPointsAreAGridOrAList() {
    String grid = "study.space { \"model.sharing.rate\" = [1, 2] }, model.depth = 4";
    String list =
        """
        study.sampler { name = points, points = [
          { "model.sharing.rate" = 1 }, { model.sharing.rate = 2 } ] }
        model.depth = 4
        """;
    assertThat(plan(list).isSearch()).isFalse();
    assertThat(plan(list).trials().stream().map(TrialSpec::id).toList())
        .isEqualTo(plan(grid).trials().stream().map(TrialSpec::id).toList());
    assertThat(plan(list).settings()).isEqualTo(plan(grid).settings());
  }

  @Test
  void takesExplicitTablesOfGroupsAsPoints() {
    Study study =
        plan(
            """
            study.sampler { name = points, points = [
              { "model.sharing" = { groups = [[0, 1], [2, 3]] } }
              { "model.sharing" = { groups = [[0, 3], [1], [2]] } }
              { "model.sharing" = { rate = 4 } } ] }
            model { depth = 4, width = 4, kernel-size = 3, patch-size = 8 }
            """);
    assertThat(study.trials()).hasSize(3);
    assertThat(study.trials().stream().map(t -> t.sharing().mapping()))
        .containsExactly("table", "table", "sequential");
  }

  @Test
  void samplesEveryCornerToCheckDataAgainst() {
    Study study = plan(FILE);
    // 5 rates, 2 depths, 2 learning rates
    assertThat(study.samples()).hasSize(9);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "study.space.\"model.sharing.rate\"=[1, 7]; Invalid share rate: 7 (at most the depth, 4)",
        "study.space.\"model.depth\"={ min = 0, max = 4, type = integer }; Invalid model.depth: 0",
        "study.space.\"model.width\"={ min = 4, max = 1e9, type = integer }; Invalid model.width:",
        "study.space.\"model.mapping\"=[a]; Invalid key: model.mapping",
        "study.space.\"training.epochs\"=[3, 9]; Invalid study.scheduler.name: \"asha\" (none,",
        "study.space={ training = [{ epochs = 3 }] }; Invalid training.epochs: 3 (9 as for all points",
        "training.evaluate-every=3; Invalid training.evaluate-every: 3 (at most 1, where scheduler asha looks first)",
        "study.budget.trial=3; Invalid key: study.budget.trial (did you mean trials?)",
        "study.budgets.trials=3; Invalid key: study.budgets (did you mean budget?)",
        "study.sampler.name=grid; Invalid study.space.training.optimizer.learning-rate: a number",
      })
  void refusesWhatFitsNowhereBeforeAnythingRuns(String set, String message) {
    assertThatThrownBy(() -> plan(FILE, set))
        .as(set)
        .isInstanceOf(ValidationException.class)
        .hasMessageStartingWith(message)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void hasTheSameSettingsWhateverTheBudget() {
    String settings = plan(FILE).settings();
    assertThat(plan(FILE, "study.budget={ epochs = 99 }").settings()).isEqualTo(settings);
    for (String set :
        List.of(
            "study.sampler.name=sobol",
            "study.scheduler.eta=4",
            "study.replicates=3",
            "study.objectives=[test-nll]",
            "study.space.\"model.width\"=[4, 8]")) {
      assertThat(plan(FILE, set).settings()).as(set).isNotEqualTo(settings);
    }
  }

  @Test
  void findsTheFrontOfAccuracyAndParameters() {
    Collection<TrialReport> reports = stored.values();
    drive(
        plan(
            FILE,
            "study.objectives=[test-accuracy, unique-parameters]",
            "study.sampler={ name = tpe, startup-points = 4 }",
            "study.scheduler={ name = none }"),
        Integer.MAX_VALUE);
    assertThat(reports).hasSize(24).allMatch(report -> report.state() == TrialState.COMPLETED);
    assertThat(decisions).anyMatch(decision -> decision.reason().contains("times as dense"));
  }
}
