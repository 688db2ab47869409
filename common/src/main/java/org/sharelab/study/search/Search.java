package org.sharelab.study.search;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.sharelab.check.Checks;
import org.sharelab.study.search.history.History;
import org.sharelab.study.search.history.PointRecord;
import org.sharelab.study.search.history.TrialRecord;
import org.sharelab.study.search.history.TrialState;
import org.sharelab.study.search.sampler.Proposal;
import org.sharelab.study.search.scheduler.Verdict;

/**
 * A running search: says what to train next, and is told what came of it.
 *
 * <pre>{@code
 * Search search = Search.resume(spec, storedDecisions, storedTrials); // or Search.start(spec)
 * while (!search.isFinished()) {
 *   while (slot is free && (task = search.next(elapsedSeconds)).isPresent()) {
 *     store new search.decisions(); start(task);
 *   }
 *   search.report(wait for any trial to pause or end);
 * }
 * }</pre>
 *
 * <p>Promotions go before new points, so that what looks good is finished first. Everything is a
 * function of the spec and of the sequence of calls. Not thread-safe.
 */
public final class Search {
  /** Points rejected in a row after which there seem to be no valid ones left. */
  private static final int PATIENCE = 1_000;

  private final SearchSpec spec;
  private final PointCheck check;
  private final NavigableMap<Integer, Candidate> candidates = new TreeMap<>();
  private final Decisions decisions = new Decisions();
  private final Deque<SearchTask> ready = new ArrayDeque<>();
  private int rejectedInARow;
  private boolean closed;
  private boolean unreviewed;

  private Search(SearchSpec spec, PointCheck check) {
    this.spec = spec;
    this.check = check;
  }

  /** Begins a search in which every point can be run. */
  public static Search start(SearchSpec spec) {
    return new Search(spec, PointCheck.NONE);
  }

  /**
   * Continues a search. Trials that were training when it was interrupted start again from their
   * last milestone; a budget that ended it is asked again, so a raised one lets it go on.
   *
   * @param decisions all that were stored, in any order
   * @param trials the last record of each trial that has one
   * @param check asked of each new point
   */
  public static Search resume(
      SearchSpec spec,
      Collection<Decision> decisions,
      Collection<TrialRecord> trials,
      PointCheck check) {
    Search search = new Search(spec, check);
    decisions.stream()
        .sorted((a, b) -> Integer.compare(a.sequence(), b.sequence()))
        .forEach(search::replay);
    for (TrialRecord trial : trials) {
      Checks.valid(
          search.candidates.containsKey(trial.point()) && trial.replicate() < spec.replicates(),
          "Invalid history: trial %d of point %d was never proposed (decisions and trials of one"
              + " search)",
          trial.replicate(),
          trial.point());
      search.restore(trial);
    }
    search.pruneAgain();
    search.candidates.values().forEach(candidate -> search.ready.addAll(candidate.tasks()));
    search.unreviewed = true;
    return search;
  }

  private void replay(Decision decision) {
    Checks.valid(
        decision.sequence() == decisions.size(),
        "Invalid history: decision %d is missing (all decisions of one search)",
        decisions.size());
    decisions.add(decision);
    switch (decision.kind()) {
      case PROPOSED ->
          candidates.put(
              decision.point(),
              new Candidate(
                  decision.point(), decision.settings(), spec.replicates(), decision.epoch()));
      case REJECTED ->
          candidates.put(
              decision.point(), Candidate.rejected(decision.point(), decision.settings()));
      case PROMOTED -> candidates.get(decision.point()).advance(decision.epoch());
      case PRUNED, STOPPED -> {} // pruned trials have records of their own or are pruned below
    }
  }

  /** A trial that paused below its candidate's target was promoted after it paused. */
  private void restore(TrialRecord trial) {
    Candidate candidate = candidates.get(trial.point());
    boolean promoted = trial.state() == TrialState.PAUSED && trial.epochs() < candidate.target();
    candidate.replace(promoted ? trial.in(TrialState.RUNNING) : trial);
  }

  private void pruneAgain() {
    decisions.all().stream()
        .filter(decision -> decision.kind() == Decision.Kind.PRUNED)
        .forEach(decision -> candidates.get(decision.point()).prune());
  }

  /**
   * What to train next; empty if nothing can be started until something is reported, or at all.
   *
   * @param elapsedSeconds wall-clock time of the search so far, for its budget
   */
  public Optional<SearchTask> next(double elapsedSeconds) {
    while (ready.isEmpty()) {
      if (unreviewed) {
        unreviewed = false;
        review(elapsedSeconds);
      } else if (closed || !propose(elapsedSeconds)) {
        return Optional.empty();
      }
    }
    return Optional.of(ready.poll());
  }

  /**
   * Takes in that a trial has paused or ended. One that paused at the last epoch of its point has
   * completed.
   */
  public void report(TrialRecord trial) {
    Candidate candidate = candidates.get(trial.point());
    Checks.valid(
        candidate != null
            && trial.replicate() < spec.replicates()
            && candidate.trial(trial.replicate()).state() == TrialState.RUNNING
            && trial.state() != TrialState.RUNNING,
        "Invalid report: trial %d of point %d is %s (a trial that runs, when it pauses or ends)",
        trial.replicate(),
        trial.point(),
        trial.state());
    boolean last = trial.epochs() >= spec.scheduler().lastEpoch(candidate.settings());
    boolean completed = trial.state() == TrialState.PAUSED && last;
    candidate.replace(completed ? trial.in(TrialState.COMPLETED) : trial);
    unreviewed = true;
  }

  /** Whether every proposed trial has ended and no more will be proposed. */
  public boolean isFinished() {
    return closed && candidates.values().stream().allMatch(candidate -> candidate.open() == 0);
  }

  /** Every decision so far, in order. */
  public List<Decision> decisions() {
    return decisions.all();
  }

  /** Every trial that was proposed, as it stands. */
  public List<TrialRecord> trials() {
    List<TrialRecord> trials = new ArrayList<>();
    candidates.values().forEach(candidate -> trials.addAll(candidate.trials()));
    return trials;
  }

  /** A trial that was proposed, as it stands. */
  public TrialRecord trial(int point, int replicate) {
    return candidates.get(point).trial(replicate);
  }

  /** A proposed point, as it stands. */
  public PointRecord point(int index) {
    return candidates.get(index).record();
  }

  public History history() {
    return new History(candidates.values().stream().map(Candidate::record).toList(), closed);
  }

  /** What has been spent or set aside. */
  public Budget.Spent spent(double elapsedSeconds) {
    long epochs = candidates.values().stream().mapToLong(Candidate::epochs).sum();
    long failures = candidates.values().stream().mapToLong(Candidate::failures).sum();
    long trials = candidates.values().stream().mapToLong(c -> c.trials().size()).sum();
    return new Budget.Spent(trials, epochs, elapsedSeconds, failures);
  }

  private void review(double elapsedSeconds) {
    for (Verdict verdict : spec.scheduler().review(history())) {
      Candidate candidate = candidates.get(verdict.point());
      if (verdict.action() == Verdict.Action.STOP) {
        prune(candidate, spec.scheduler().rule(), verdict);
        continue;
      }
      long more = candidate.open() * (verdict.epoch() - candidate.record().epochs());
      Optional<String> refusal = spec.budget().refusal(spent(elapsedSeconds), 0, more);
      if (refusal.isPresent()) {
        close("budget", refusal.get());
        prune(candidate, "budget", verdict.because(refusal.get()));
      } else {
        decide(Decision.Kind.PROMOTED, spec.scheduler().rule(), verdict, candidate);
        candidate.advance(verdict.epoch());
        ready.addAll(candidate.tasks());
      }
    }
  }

  private void prune(Candidate candidate, String rule, Verdict verdict) {
    decide(Decision.Kind.PRUNED, rule, verdict, candidate);
    candidate.prune();
    unreviewed = true; // the rest of a rung may now be decided
  }

  private void decide(Decision.Kind kind, String rule, Verdict verdict, Candidate candidate) {
    int epoch = kind == Decision.Kind.PRUNED ? candidate.record().epochs() : verdict.epoch();
    record(kind, rule, verdict.point(), candidate, epoch, verdict.reason());
  }

  /** Proposes a point or closes the search; false if neither is possible yet. */
  private boolean propose(double elapsedSeconds) {
    int index = candidates.size();
    History history = history();
    if (history.reportedWithoutGap() < spec.sampler().requires(index)) {
      return false;
    }
    Optional<Proposal> proposal = spec.sampler().propose(index, history);
    if (proposal.isEmpty()) {
      close(spec.sampler().rule(), "all %d points were proposed".formatted(index));
      return true;
    }
    int milestone = spec.scheduler().milestoneAfter(0, proposal.get().point());
    int trials = spec.replicates();
    Optional<String> refusal =
        spec.budget().refusal(spent(elapsedSeconds), trials, (long) trials * milestone);
    if (refusal.isPresent()) {
      close("budget", refusal.get());
      return true;
    }
    return start(index, proposal.get(), milestone);
  }

  /** Starts the trials of a point, or rejects it. */
  private boolean start(int index, Proposal proposal, int milestone) {
    Optional<String> problem = check.problem(index, proposal.point());
    if (problem.isPresent()) {
      Candidate rejected = Candidate.rejected(index, proposal.point());
      candidates.put(index, rejected);
      record(Decision.Kind.REJECTED, "validation", index, rejected, 0, problem.get());
      if (++rejectedInARow >= PATIENCE) {
        close("validation", "the last %d points were rejected".formatted(PATIENCE));
      }
      return true;
    }
    rejectedInARow = 0;
    Candidate candidate = new Candidate(index, proposal.point(), spec.replicates(), milestone);
    candidates.put(index, candidate);
    String rule = spec.sampler().rule();
    record(Decision.Kind.PROPOSED, rule, index, candidate, milestone, proposal.reason());
    ready.addAll(candidate.tasks());
    return true;
  }

  private void close(String rule, String reason) {
    if (!closed) {
      closed = true;
      unreviewed = true;
      decisions.stop(rule, reason);
    }
  }

  private void record(
      Decision.Kind kind, String rule, int point, Candidate candidate, int epoch, String reason) {
    decisions.add(
        new Decision(decisions.size(), kind, rule, point, candidate.settings(), epoch, reason));
  }
}
