package org.sharelab.study.search.sampler;

import java.io.Serializable;
import java.util.Optional;
import java.util.OptionalInt;
import org.sharelab.study.search.history.History;

/**
 * Chooses the points of a search, one at a time.
 *
 * <p>A sampler has no state: a proposal is a function of the sampler, the index and the history, so
 * that a search resumes by asking again. Points are asked for in the order 0, 1, 2 ...; no point is
 * proposed twice.
 */
public interface Sampler extends Serializable {

  /** The name in the experiment file. */
  String rule();

  /** How many points there are, if that is known before asking. */
  OptionalInt size();

  /**
   * How many of the first points must have reported (ended or reached a milestone) before point
   * {@code index} may be asked for. The results of other points are not looked at, so the order in
   * which they arrive changes nothing. A sampler that looks at them all the same says so.
   */
  default int requires(int index) {
    return 0;
  }

  /**
   * The point with number {@code index}, or empty if there are no more.
   *
   * @param history all points below {@code index}, the first {@link #requires} of them reported;
   *     points from {@code index} on are not looked at
   */
  Optional<Proposal> propose(int index, History history);
}
