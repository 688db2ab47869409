package org.sharelab.study.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sharelab.random.Seed;
import org.sharelab.study.search.Decision.Kind;
import org.sharelab.study.search.history.Metric;
import org.sharelab.study.search.history.TrialRecord;
import org.sharelab.study.search.history.TrialState;
import org.sharelab.study.search.sampler.Feedback;
import org.sharelab.study.search.sampler.FixedPoints;
import org.sharelab.study.search.sampler.Sampler;
import org.sharelab.study.search.sampler.StreamSampler;
import org.sharelab.study.search.sampler.TpeSampler;
import org.sharelab.study.search.sampler.TpeSettings;
import org.sharelab.study.search.scheduler.FullTraining;
import org.sharelab.study.search.scheduler.MedianStopping;
import org.sharelab.study.search.scheduler.Scheduler;
import org.sharelab.study.search.scheduler.SuccessiveHalving;
import org.sharelab.study.search.space.Choices;
import org.sharelab.study.search.space.Dimension;
import org.sharelab.study.search.space.Range;
import org.sharelab.study.search.space.Scale;
import org.sharelab.study.search.space.SearchSpace;

class SearchTest {
  private static final int EPOCHS = 9;
  private static final List<Metric> METRICS = List.of(Metric.TEST_ACCURACY);
  private static final SearchSpace LINE =
      new SearchSpace(List.of(Dimension.of("x", Range.reals(0, 1, Scale.LINEAR))));

  private static Budget trials(long trials) {
    return new Budget(trials, Budget.NO_LIMIT, Budget.NO_LIMIT, Budget.NO_LIMIT);
  }

  private static SearchSpec spec(Sampler sampler, Scheduler scheduler, Budget budget) {
    return new SearchSpec(LINE, METRICS, 2, sampler, scheduler, budget);
  }

  private static Sampler random() {
    return StreamSampler.random(LINE, Seed.of(1));
  }

  private static Sampler tpe() {
    return new TpeSampler(
        LINE, METRICS, Seed.of(1), new TpeSettings(4, 0.2, 8, Feedback.WINDOW, 3));
  }

  /** What training would give: best at x = 0.3, with one point in eight diverging. */
  private static TrialRecord train(SearchTask task) {
    double x = ((Number) task.settings().get("x")).doubleValue();
    TreeMap<Integer, Double> curve = new TreeMap<>();
    for (int epoch = 1; epoch <= task.toEpoch(); epoch++) {
      curve.put(epoch, 1 - Math.abs(x - 0.3) - 0.5 / epoch + 0.01 * task.replicate());
    }
    boolean diverges = x > 0.875;
    TrialState state = diverges ? TrialState.DIVERGED : TrialState.PAUSED;
    return new TrialRecord(
        task.point(),
        task.replicate(),
        state,
        task.toEpoch(),
        curve,
        List.of(curve.lastEntry().getValue()));
  }

  /** Runs tasks on slots; which of them ends next is random. */
  private static Search run(Search search, int slots, Random random, int limit) {
    List<SearchTask> running = new ArrayList<>();
    int reports = 0;
    do {
      while (running.size() < slots) {
        Optional<SearchTask> task = search.next(0);
        if (task.isEmpty()) {
          break;
        }
        running.add(task.get());
      }
      if (running.isEmpty()) {
        break;
      }
      search.report(train(running.remove(random.nextInt(running.size()))));
    } while (++reports < limit);
    return search;
  }

  private static List<SearchSpec> specs() {
    return Stream.of(random(), tpe())
        .flatMap(
            sampler ->
                Stream.of(
                        new FullTraining(EPOCHS),
                        new MedianStopping(Metric.TEST_ACCURACY, EPOCHS, 2, 2, 3),
                        SuccessiveHalving.asynchronous(Metric.TEST_ACCURACY, 1, EPOCHS, 3),
                        new SuccessiveHalving(
                            Metric.TEST_ACCURACY,
                            1,
                            EPOCHS,
                            3,
                            SuccessiveHalving.Promotion.SYNCHRONOUS,
                            ""))
                    .map(scheduler -> spec(sampler, scheduler, trials(40))))
        .toList();
  }

  @Test
  void endsEveryTrialWhateverTheSlotsAndTheOrder() {
    for (SearchSpec spec : specs()) {
      for (int slots : new int[] {1, 3, 50}) {
        Search search = run(Search.start(spec), slots, new Random(slots), Integer.MAX_VALUE);
        assertThat(search.isFinished()).as("%s on %d slots", spec, slots).isTrue();
        assertThat(search.trials()).hasSize(40);
        assertThat(search.trials()).allMatch(trial -> trial.state().hasEnded());
        assertThat(search.next(0)).isEmpty();
        assertThat(search.decisions().stream().filter(d -> d.kind() == Kind.PROPOSED)).hasSize(20);
        assertThat(search.history().points())
            .anyMatch(point -> point.state() == TrialState.COMPLETED);
      }
    }
  }

  /** Full training, or synchronous rungs, of a sampler that keeps its promise. */
  @Test
  void proposesAndDecidesTheSameWhateverTheParallelism() {
    for (SearchSpec spec :
        List.of(specs().get(0), specs().get(3), specs().get(4), specs().get(7))) {
      List<TrialRecord> expected =
          run(Search.start(spec), 1, new Random(0), Integer.MAX_VALUE).trials();
      for (int slots : new int[] {2, 5, 50}) {
        assertThat(run(Search.start(spec), slots, new Random(slots), Integer.MAX_VALUE).trials())
            .as("%s on %d slots", spec, slots)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void continuesFromDecisionsAndTrialsAsIfNothingHadHappened() {
    for (SearchSpec spec : specs()) {
      Search whole = run(Search.start(spec), 1, new Random(0), Integer.MAX_VALUE);
      for (int interruption = 0; interruption < 60; interruption += 7) {
        Search first = run(Search.start(spec), 1, new Random(0), interruption);
        List<Decision> decisions = new ArrayList<>(first.decisions());
        decisions.sort(Comparator.comparing(Decision::reason)); // a store has no order
        List<TrialRecord> stored =
            first.trials().stream().filter(trial -> trial.epochs() > 0).toList();
        Search second =
            run(
                Search.resume(spec, decisions, stored, PointCheck.NONE),
                1,
                new Random(0),
                Integer.MAX_VALUE);
        assertThat(second.trials())
            .as("%s after %d reports", spec, interruption)
            .isEqualTo(whole.trials());
        assertThat(second.isFinished()).isTrue();
      }
    }
  }

  @Test
  void startsAgainWhatWasTrainingWhenItWasInterrupted() {
    SearchSpec spec =
        spec(
            random(),
            SuccessiveHalving.asynchronous(Metric.TEST_ACCURACY, 1, EPOCHS, 2),
            trials(8));
    Search search = Search.start(spec);
    for (int i = 0; i < 4; i++) { // two points, both replicates
      search.report(train(search.next(0).orElseThrow()));
    }
    SearchTask promoted = search.next(0).orElseThrow();
    assertThat(promoted.fromEpoch()).isEqualTo(1);
    assertThat(promoted.toEpoch()).isEqualTo(2);
    List<TrialRecord> stored = // checkpoints were stored when the trials paused
        search.trials().stream()
            .map(t -> t.state() == TrialState.RUNNING ? t.in(TrialState.PAUSED) : t)
            .toList();
    Search resumed = Search.resume(spec, search.decisions(), stored, PointCheck.NONE);
    assertThat(resumed.next(0)).contains(promoted);
    assertThat(resumed.decisions()).isEqualTo(search.decisions());
  }

  @Test
  void goesOnWhenItsBudgetIsRaised() {
    Search small =
        run(
            Search.start(spec(random(), new FullTraining(EPOCHS), trials(6))),
            2,
            new Random(0),
            Integer.MAX_VALUE);
    assertThat(small.decisions().get(3))
        .isEqualTo(
            new Decision(
                3,
                Kind.STOPPED,
                "budget",
                null,
                null,
                null,
                "6 trials and 2 more exceed the budget of 6"));
    SearchSpec raised = spec(random(), new FullTraining(EPOCHS), trials(10));
    Search more =
        run(
            Search.resume(raised, small.decisions(), small.trials(), PointCheck.NONE),
            2,
            new Random(0),
            Integer.MAX_VALUE);
    assertThat(more.trials())
        .isEqualTo(run(Search.start(raised), 2, new Random(0), Integer.MAX_VALUE).trials());
  }

  @Test
  void keepsItsEpochBudgetAndPrunesWhatItCannotAfford() {
    Budget epochs = new Budget(Budget.NO_LIMIT, 40, Budget.NO_LIMIT, Budget.NO_LIMIT);
    SearchSpec spec =
        spec(random(), SuccessiveHalving.asynchronous(Metric.TEST_ACCURACY, 1, EPOCHS, 2), epochs);
    Search search = run(Search.start(spec), 4, new Random(0), Integer.MAX_VALUE);
    assertThat(search.isFinished()).isTrue();
    assertThat(search.trials().stream().mapToInt(TrialRecord::epochs).sum())
        .isLessThanOrEqualTo(40)
        .isEqualTo((int) search.spent(0).epochs());
    assertThat(search.decisions())
        .anyMatch(d -> d.kind() == Kind.PRUNED && d.rule().equals("budget"));
  }

  @Test
  void startsNothingAfterItsTimeOrItsFailures() {
    Budget budget = new Budget(100, Budget.NO_LIMIT, 60, 1);
    Search late = Search.start(spec(random(), new FullTraining(EPOCHS), budget));
    assertThat(late.next(59)).isPresent();
    assertThat(late.next(59)).isPresent(); // the other replicate
    assertThat(late.next(60)).isEmpty();
    assertThat(late.decisions().get(1).reason())
        .isEqualTo("60 of the budget of 60 wall-clock seconds are over");
    Search failing = Search.start(spec(random(), new FullTraining(EPOCHS), budget));
    SearchTask task = failing.next(0).orElseThrow();
    failing.report(TrialRecord.waiting(task.point(), task.replicate()).in(TrialState.FAILED));
    assertThat(failing.next(0)).isPresent();
    assertThat(failing.next(0)).isEmpty();
    assertThat(failing.decisions().get(1).reason()).isEqualTo("1 trials failed, of 1 that may");
  }

  @Test
  void recordsEachDecisionWithItsReason() {
    SearchSpace space =
        new SearchSpace(List.of(Dimension.of("x", new Choices(List.of(0.25, 0.5)))));
    SearchSpec spec =
        new SearchSpec(
            space,
            METRICS,
            1,
            FixedPoints.grid(space),
            SuccessiveHalving.asynchronous(Metric.TEST_ACCURACY, 1, 2, 2),
            Budget.UNLIMITED);
    Search search = run(Search.start(spec), 1, new Random(0), Integer.MAX_VALUE);
    // Accuracy after epoch 1 is 1 - |x - 0.3| - 0.5: 0.45 for 0.25, and 0.3 for 0.5.
    assertThat(search.decisions())
        .extracting(
            Decision::kind, Decision::rule, Decision::point, Decision::epoch, Decision::reason)
        .containsExactly(
            tuple(Kind.PROPOSED, "grid", 0, 1, "point 1 of the 2 of the grid"),
            tuple(Kind.PROPOSED, "grid", 1, 1, "point 2 of the 2 of the grid"),
            tuple(
                Kind.PROMOTED,
                "asha",
                0,
                2,
                "test-accuracy at epoch 1 is 0.450000, rank 1 of 2; the best 1 go on to epoch 2"),
            tuple(Kind.STOPPED, "grid", null, null, "all 2 points were proposed"),
            tuple(
                Kind.PRUNED,
                "asha",
                1,
                1,
                "test-accuracy at epoch 1 is 0.300000, rank 2 of 2; the best 1 go on to epoch 2"));
  }

  @Test
  void refusesReportsAndHistoriesThatDoNotBelong() {
    SearchSpec spec = spec(random(), new FullTraining(EPOCHS), trials(2));
    Search search = Search.start(spec);
    assertThatThrownBy(() -> search.report(TrialRecord.waiting(0, 0).in(TrialState.FAILED)))
        .hasMessage(
            "Invalid report: trial 0 of point 0 is FAILED (a trial that runs, when it pauses or"
                + " ends)");
    assertThatThrownBy(
            () ->
                Search.resume(spec, List.of(), List.of(TrialRecord.waiting(0, 0)), PointCheck.NONE))
        .hasMessage(
            "Invalid history: trial 0 of point 0 was never proposed (decisions and trials of one"
                + " search)");
    Decision second = new Decision(1, Kind.STOPPED, "budget", null, null, null, "over");
    assertThatThrownBy(() -> Search.resume(spec, List.of(second), List.of(), PointCheck.NONE))
        .hasMessage("Invalid history: decision 0 is missing (all decisions of one search)");
    assertThatThrownBy(() -> new Decision(0, Kind.PRUNED, "median", null, null, null, "worse"))
        .hasMessage(
            "Invalid decision: PRUNED of point null (a point, its settings and an epoch unless"
                + " stopped)");
    assertThatThrownBy(() -> new Decision(-1, Kind.STOPPED, "a", null, null, null, "b"))
        .hasMessage("Invalid sequence: -1 (a whole number >= 0)");
    assertThatThrownBy(() -> new Decision(0, Kind.STOPPED, "a", null, null, null, " "))
        .hasMessage("Invalid reason: blank (one sentence)");
  }
}
