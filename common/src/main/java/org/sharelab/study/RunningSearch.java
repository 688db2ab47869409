package org.sharelab.study;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sharelab.check.ValidationException;
import org.sharelab.config.Names;
import org.sharelab.study.search.Decision;
import org.sharelab.study.search.Search;
import org.sharelab.study.search.SearchTask;
import org.sharelab.study.search.history.Metric;
import org.sharelab.study.search.history.TrialRecord;
import org.sharelab.study.search.history.TrialState;
import org.sharelab.study.search.space.Point;

/**
 * The agenda of a search: its points as trials.
 *
 * <p>A point that is no valid experiment, or that gives the same trial as an earlier one, is
 * rejected by a decision that says why, and the next one is asked for. A trial that was run before
 * the search came to propose it is not run again.
 */
final class RunningSearch implements Agenda {
  private final Study study;
  private final Search search;

  /** The replicates of each point, by its number. */
  private final Map<Integer, List<TrialSpec>> trials = new LinkedHashMap<>();

  private final Map<String, Place> places = new HashMap<>();
  private final Map<String, TrialReport> unused = new HashMap<>();
  private final Set<String> ended = new HashSet<>();
  private SearchTask ready;
  private int taken;
  private int reviewed;

  /** Where a trial stands in the search. */
  private record Place(int point, int replicate) {}

  RunningSearch(Study study, Collection<Decision> decisions, Collection<TrialReport> reports) {
    this.study = study;
    reports.forEach(report -> unused.put(report.trialId(), report));
    decisions.stream()
        .filter(decision -> decision.kind() == Decision.Kind.PROPOSED)
        .forEach(decision -> place(decision.point(), study.trials(decision.settings())));
    List<TrialRecord> records = new ArrayList<>();
    places.forEach(
        (id, place) ->
            Optional.ofNullable(unused.remove(id))
                .ifPresent(report -> records.add(record(report))));
    this.search = Search.resume(study.spec().search(), decisions, records, this::problem);
    this.taken = decisions.size();
  }

  private void place(int point, List<TrialSpec> replicates) {
    trials.put(point, replicates);
    for (TrialSpec trial : replicates) {
      places.put(trial.id(), new Place(point, trial.replicate()));
    }
  }

  private TrialRecord record(TrialReport report) {
    Place place = places.get(report.trialId());
    if (report.state().hasEnded()) {
      ended.add(report.trialId());
    }
    return report.record(place.point(), place.replicate(), study.spec().search().objectives());
  }

  /** What keeps a point from being run; it becomes the point with this number if nothing does. */
  private Optional<String> problem(int index, Point point) {
    List<TrialSpec> replicates;
    try {
      replicates = study.trials(point);
    } catch (ValidationException invalid) {
      return Optional.of(invalid.getMessage());
    }
    Place same = places.get(replicates.get(0).id());
    if (same != null) {
      return Optional.of("the same trials as point %d".formatted(same.point()));
    }
    place(index, replicates);
    return Optional.empty();
  }

  @Override
  public boolean hasNext(double elapsedSeconds) {
    while (ready == null) {
      Optional<SearchTask> task = search.next(elapsedSeconds);
      if (task.isEmpty()) {
        return false;
      }
      TrialReport known = unused.remove(trial(task.get()).id());
      if (known != null && known.state().hasEnded()) {
        search.report(record(known));
      } else {
        ready = task.get();
      }
    }
    return true;
  }

  @Override
  public Assignment next() {
    SearchTask task = ready;
    ready = null;
    return new Assignment(trial(task), task.toEpoch());
  }

  private TrialSpec trial(SearchTask task) {
    return trials.get(task.point()).get(task.replicate());
  }

  @Override
  public void report(TrialReport report) {
    search.report(record(report));
  }

  @Override
  public List<Decided> takeDecisions() {
    List<Decision> all = search.decisions();
    List<Decided> fresh =
        all.subList(taken, all.size()).stream()
            .map(decision -> new Decided(decision, trialsOf(decision)))
            .toList();
    taken = all.size();
    return fresh;
  }

  private List<TrialSpec> trialsOf(Decision decision) {
    return decision.point() == null ? List.of() : trials.getOrDefault(decision.point(), List.of());
  }

  @Override
  public List<Pruned> takePruned() {
    List<Pruned> pruned = new ArrayList<>();
    List<Decision> all = search.decisions();
    for (Decision decision : all.subList(reviewed, all.size())) {
      if (decision.kind() == Decision.Kind.PRUNED) {
        for (TrialSpec trial : trialsOf(decision)) {
          boolean stopped =
              search.trial(decision.point(), trial.replicate()).state() == TrialState.PRUNED;
          if (stopped && ended.add(trial.id())) {
            pruned.add(new Pruned(trial, decision.rule() + ": " + decision.reason()));
          }
        }
      }
    }
    reviewed = all.size();
    return pruned;
  }

  @Override
  public List<TrialSpec> trials() {
    return trials.values().stream().flatMap(List::stream).toList();
  }

  @Override
  public boolean isSettled() {
    return false;
  }

  @Override
  public Optional<String> best() {
    List<Metric> objectives = study.spec().search().objectives();
    Metric metric = objectives.get(0);
    return search.history().points().stream()
        .filter(point -> point.state() == TrialState.COMPLETED)
        .filter(point -> Double.isFinite(point.loss(objectives, 0)))
        .min(Comparator.comparingDouble(point -> point.loss(objectives, 0)))
        .map(
            point ->
                String.format(
                    Locale.ROOT,
                    "%s %.4f at %s",
                    Names.of(metric),
                    metric.value(point.loss(objectives, 0)),
                    point.point()));
  }
}
