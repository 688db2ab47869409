package org.sharelab.study.search.simulate;

import java.util.List;
import java.util.Optional;
import org.sharelab.study.search.Decision;
import org.sharelab.study.search.history.History;
import org.sharelab.study.search.history.PointRecord;

/**
 * What a simulated search did.
 *
 * @param improvements each completed point that was better than all before it, in time order
 * @param epochs trained over all trials
 * @param seconds simulated wall-clock time to the end
 * @param missingCurves trials that failed because no curve, or too short a one, is known
 */
public record Simulation(
    List<Improvement> improvements,
    long epochs,
    double seconds,
    int missingCurves,
    List<Decision> decisions,
    History history) {

  /**
   * A new best.
   *
   * @param seconds simulated time when the point completed
   * @param epochs trained over all trials by then
   * @param value mean of the search's first metric over the point's replicates
   */
  public record Improvement(double seconds, long epochs, PointRecord point, double value) {}

  public Simulation {
    improvements = List.copyOf(improvements);
    decisions = List.copyOf(decisions);
  }

  /** The best completed point; empty if none completed with a finite value. */
  public Optional<Improvement> best() {
    return improvements.isEmpty()
        ? Optional.empty()
        : Optional.of(improvements.get(improvements.size() - 1));
  }
}
