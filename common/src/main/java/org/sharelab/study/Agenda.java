package org.sharelab.study;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.sharelab.study.search.Decision;

/**
 * What is left of a study to do: says what to run next, and is told what came of it.
 *
 * <p>A fixed plan is a list; a search makes up its mind as results arrive. A driver treats them
 * alike:
 *
 * <pre>{@code
 * while (running > 0 || agenda.hasNext(elapsed)) {
 *   while (slot is free && agenda.hasNext(elapsed)) {
 *     assignment = agenda.next(); store agenda.takeDecisions(); start(assignment);
 *   }
 *   report = wait for any trial to pause or end, and store it; agenda.report(report);
 *   end those in agenda.takePruned();
 * }
 * }</pre>
 *
 * <p>Everything is a function of the study and of the sequence of calls. Not thread-safe.
 */
public interface Agenda {

  /**
   * A trial to run, or to go on with.
   *
   * @param untilEpoch finished epochs after which to pause; the last epoch of its training to end
   */
  record Assignment(TrialSpec trial, int untilEpoch) implements Serializable {}

  /**
   * A paused trial that ends where it stands.
   *
   * @param reason one sentence with the numbers
   */
  record Pruned(TrialSpec trial, String reason) {}

  /**
   * Something that was decided.
   *
   * @param trials of the decision's point, one for each replicate; none if it was rejected or the
   *     whole search is meant
   */
  record Decided(Decision decision, List<TrialSpec> trials) {}

  /**
   * Whether there is something to start now. If not, there may be after a report.
   *
   * @param elapsedSeconds wall-clock time that the study has run so far, interruptions not counted
   */
  boolean hasNext(double elapsedSeconds);

  /** What to start now; only after {@link #hasNext}. */
  Assignment next();

  /** Takes in that a trial has paused or ended. */
  void report(TrialReport report);

  /** Decisions since the last call, to be stored before anything that follows from them. */
  List<Decided> takeDecisions();

  /** Trials that were given up since the last call. */
  List<Pruned> takePruned();

  /** All trials that are known by now: of a plan all, of a search those that were proposed. */
  List<TrialSpec> trials();

  /** Whether trials may be started long before there is room, since their order is settled. */
  boolean isSettled();

  /** The best point so far in one line; empty if there is none, or nothing is searched for. */
  Optional<String> best();
}
