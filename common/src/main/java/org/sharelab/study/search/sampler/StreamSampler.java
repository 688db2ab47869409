package org.sharelab.study.search.sampler;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.sharelab.random.Seed;
import org.sharelab.study.search.history.History;
import org.sharelab.study.search.space.Point;
import org.sharelab.study.search.space.SearchSpace;

/**
 * Proposes the different points of a fixed sequence of draws: point i is the i-th draw that had not
 * come before. A function of the index alone.
 *
 * <p>The sequence has ended when all points of a finite space have come, or when 10,000 draws in a
 * row brought nothing new.
 */
public final class StreamSampler implements Sampler {
  private static final long serialVersionUID = 1L;
  private static final int PATIENCE = 10_000;

  private final String rule;
  private final String reason;
  private final SearchSpace space;
  private final PointStream stream;

  /** The sequence as far as it was needed: a memory, not a state. */
  private transient Distinct distinct;

  private StreamSampler(String rule, String reason, SearchSpace space, PointStream stream) {
    this.rule = rule;
    this.reason = reason;
    this.space = space;
    this.stream = stream;
  }

  /** Independent uniform draws (Bergstra and Bengio 2012). */
  public static StreamSampler random(SearchSpace space, Seed seed) {
    return new StreamSampler("random", "drawn uniformly", space, new RandomStream(space, seed));
  }

  /** Evenly spread draws; see {@link SobolStream}. */
  public static StreamSampler sobol(SearchSpace space, Seed seed) {
    return new StreamSampler(
        "sobol", "next of the shifted Sobol sequence", space, new SobolStream(space, seed));
  }

  @Override
  public String rule() {
    return rule;
  }

  /** Unknown: conditions and rare values decide how many different points there are. */
  @Override
  public OptionalInt size() {
    return OptionalInt.empty();
  }

  @Override
  public Optional<Proposal> propose(int index, History history) {
    return point(index).map(point -> new Proposal(point, "%s, point %d".formatted(reason, index)));
  }

  /** The point with this number. */
  synchronized Optional<Point> point(int index) {
    if (distinct == null) {
      distinct = new Distinct();
    }
    while (distinct.order.size() <= index && distinct.advance()) {
      // one more point
    }
    return index < distinct.order.size()
        ? Optional.of(distinct.order.get(index))
        : Optional.empty();
  }

  private final class Distinct {
    private final Set<Point> seen = new HashSet<>();
    private final List<Point> order = new ArrayList<>();
    private final OptionalLong bound = space.sizeBound();
    private int draws;

    /** Finds the next new point; false if there is none. */
    boolean advance() {
      if (bound.isPresent() && seen.size() >= bound.getAsLong()) {
        return false;
      }
      for (int attempt = 0; attempt < PATIENCE; attempt++) {
        Point point = stream.draw(draws++);
        if (seen.add(point)) {
          order.add(point);
          return true;
        }
      }
      draws -= PATIENCE; // asking again gives the same answer
      return false;
    }
  }
}
