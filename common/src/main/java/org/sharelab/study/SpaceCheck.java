package org.sharelab.study;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.sharelab.check.ValidationException;
import org.sharelab.random.Seed;
import org.sharelab.study.search.SearchSpec;
import org.sharelab.study.search.space.Choices;
import org.sharelab.study.search.space.Dimension;
import org.sharelab.study.search.space.Domain;
import org.sharelab.study.search.space.Point;
import org.sharelab.study.search.space.SearchSpace;

/**
 * Looks for mistakes in a space whose points are not listed, before anything runs.
 *
 * <p>Every value of a list and both ends of a range must occur in a valid point: beside the first
 * values of the other keys, beside ends and listed values, or beside values drawn anywhere, {@value
 * #ATTEMPTS} points in all. A value for which none is valid is a mistake, reported by what is wrong
 * with the first of them. Values that go together with some and not with others are none: such
 * points are rejected when they are drawn.
 */
final class SpaceCheck {
  private static final int ATTEMPTS = 64;

  private final SearchSpace space;
  private final Function<Point, List<TrialSpec>> reader;
  private final List<TrialSpec> valid = new ArrayList<>();

  private SpaceCheck(SearchSpace space, Function<Point, List<TrialSpec>> reader) {
    this.space = space;
    this.reader = reader;
  }

  /**
   * Checks the space of a search.
   *
   * @param reader gives the trials of a point or throws
   * @return a valid trial for each value that was checked; at least one
   * @throws ValidationException for the first value that fits nowhere
   */
  static List<TrialSpec> of(SearchSpec search, Function<Point, List<TrialSpec>> reader) {
    SpaceCheck check = new SpaceCheck(search.space(), reader);
    if (search.space().dimensions().isEmpty()) {
      return reader.apply(new Point(Map.of())).subList(0, 1);
    }
    for (Dimension dimension : search.space().dimensions()) {
      for (Object value : ends(dimension.domain())) {
        check.require(dimension, value);
      }
    }
    return List.copyOf(check.valid);
  }

  private static List<Object> ends(Domain domain) {
    if (domain instanceof Choices choices) {
      return choices.values();
    }
    return List.of(domain.at(0), domain.at(Math.nextDown(1.0)));
  }

  private void require(Dimension dimension, Object value) {
    Map<String, Object> forced = new HashMap<>();
    force(dimension, value, forced);
    Seed seed = Seed.of(0).derive("space-check").derive(dimension.key());
    ValidationException first = null;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      RandomGenerator random = seed.derive("attempt", attempt).generator();
      Choosing choosing = Choosing.of(attempt);
      Point point =
          space.point(
              d ->
                  forced.containsKey(d.key())
                      ? forced.get(d.key())
                      : choosing.from(d.domain(), random));
      try {
        valid.add(reader.apply(point).get(0));
        return;
      } catch (ValidationException problem) {
        first = first == null ? problem : first;
      }
    }
    throw first;
  }

  /** Fixes a value, and values of the keys it depends on that make it active. */
  private void force(Dimension dimension, Object value, Map<String, Object> forced) {
    forced.put(dimension.key(), value);
    dimension.when().forEach((key, values) -> force(space.dimension(key), values.get(0), forced));
  }

  /** How the other values of a point are chosen. */
  private enum Choosing {
    FIRST,
    ENDS,
    ANYWHERE;

    static Choosing of(int attempt) {
      return attempt == 0 ? FIRST : attempt < ATTEMPTS / 2 ? ENDS : ANYWHERE;
    }

    Object from(Domain domain, RandomGenerator random) {
      List<Object> ends = ends(domain);
      return switch (this) {
        case FIRST -> ends.get(0);
        case ENDS -> ends.get(random.nextInt(ends.size()));
        case ANYWHERE -> domain.at(random.nextDouble());
      };
    }
  }
}
