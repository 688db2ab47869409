package org.sharelab.study.search.space;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.sharelab.check.Checks;
import org.sharelab.check.ValidationException;
import org.sharelab.config.ExperimentFile;
import org.sharelab.config.Json;
import org.sharelab.config.Names;
import org.sharelab.config.Section;

/**
 * All points that a study may visit.
 *
 * <p>A dimension with conditions is active only where they hold; a point has values for its active
 * keys and no others, so the file's own value applies where a key is not active.
 *
 * @param dimensions in file order, except that a dimension comes after those it depends on
 */
public record SearchSpace(List<Dimension> dimensions) implements Serializable {
  private static final int LARGEST_GRID = 1_000_000;

  /** Chooses the value of an active dimension, given the values chosen before it. */
  @FunctionalInterface
  public interface Choice {
    Object of(Dimension dimension);
  }

  /**
   * @throws ValidationException if a key occurs twice or inside another, or a condition names no
   *     dimension, values that it cannot take, or goes round in a circle
   */
  public SearchSpace {
    checkKeys(dimensions);
    checkConditions(dimensions);
    dimensions = List.copyOf(parentsFirst(dimensions));
  }

  /** Reads {@code study.space}; see {@link SpaceReader} for the grammar. */
  public static SearchSpace read(Section study) {
    return SpaceReader.read(study.section("space"));
  }

  /** The point whose active dimensions take the values of {@code choice}. */
  public Point point(Choice choice) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Dimension dimension : dimensions) {
      if (dimension.activeAt(values)) {
        values.put(dimension.key(), Point.normal(choice.of(dimension)));
      }
    }
    return new Point(values);
  }

  /**
   * Throws unless the point has a value of the domain for each active key, and nothing else.
   *
   * @throws ValidationException naming the key, the value and what is allowed
   */
  public void check(Point point) {
    Set<String> active =
        dimensions.stream()
            .filter(dimension -> dimension.activeAt(point.values()))
            .map(Dimension::key)
            .collect(Collectors.toSet());
    for (String key : point.values().keySet()) {
      Checks.valid(
          active.contains(key),
          "Invalid key: %s (%s)",
          key,
          dimension(key) == null ? Names.hint(key, active) : "not active at " + point);
    }
    for (Dimension dimension : dimensions) {
      if (active.contains(dimension.key())) {
        Object value = point.get(dimension.key());
        Checks.valid(
            point.values().containsKey(dimension.key()) && dimension.domain().contains(value),
            "Invalid %s: %s (%s)",
            dimension.key(),
            point.values().containsKey(dimension.key()) ? Json.write(value) : "missing",
            dimension.domain().allowed());
      }
    }
  }

  public boolean contains(Point point) {
    try {
      check(point);
      return true;
    } catch (ValidationException outside) {
      return false;
    }
  }

  /** The dimension of a key; null if it is none. */
  public Dimension dimension(String key) {
    return dimensions.stream().filter(d -> d.key().equals(key)).findFirst().orElse(null);
  }

  /**
   * Number of points if the space is finite; {@code Long.MAX_VALUE} where it would be larger than
   * that. Dimensions with conditions count as if they were always active, so this is an upper bound
   * where there are any.
   */
  public OptionalLong sizeBound() {
    long size = 1;
    for (Dimension dimension : dimensions) {
      OptionalLong values = dimension.domain().size();
      if (values.isEmpty()) {
        return OptionalLong.empty();
      }
      long high = Math.multiplyHigh(size, values.getAsLong());
      size =
          high != 0 || size * values.getAsLong() < 0 ? Long.MAX_VALUE : size * values.getAsLong();
    }
    return OptionalLong.of(size);
  }

  /**
   * Every point, the first dimension slowest.
   *
   * @throws ValidationException if a dimension is continuous or there are more than a million
   */
  public List<Point> grid() {
    List<Map<String, Object>> points = List.of(Map.of());
    for (Dimension dimension : dimensions) {
      Checks.valid(
          dimension.domain().size().isPresent(),
          "Invalid study.space.%s: %s (a list of values or a range with a step, for sampler grid)",
          dimension.key(),
          dimension.domain().allowed());
      points = extended(points, dimension);
    }
    return points.stream().map(Point::new).toList();
  }

  private static List<Map<String, Object>> extended(
      List<Map<String, Object>> points, Dimension dimension) {
    List<Map<String, Object>> longer = new ArrayList<>();
    long values = dimension.domain().size().getAsLong();
    for (Map<String, Object> point : points) {
      if (!dimension.activeAt(point)) {
        longer.add(point);
        continue;
      }
      Checks.valid(
          longer.size() + values <= LARGEST_GRID,
          "Invalid study.space: more than %d points (fewer values)",
          LARGEST_GRID);
      for (long i = 0; i < values; i++) {
        Map<String, Object> one = new LinkedHashMap<>(point);
        one.put(dimension.key(), dimension.domain().value(i));
        longer.add(one);
      }
    }
    return longer;
  }

  private static void checkKeys(List<Dimension> dimensions) {
    List<List<String>> paths =
        dimensions.stream().map(dimension -> ExperimentFile.splitKey(dimension.key())).toList();
    for (int i = 0; i < paths.size(); i++) {
      for (int j = 0; j < paths.size(); j++) {
        List<String> inner = paths.get(i);
        List<String> outer = paths.get(j);
        Checks.valid(
            i == j || inner.size() < outer.size() || !inner.subList(0, outer.size()).equals(outer),
            "Invalid study.space.%s: the key %s is varied too (each key once, none inside another)",
            dimensions.get(i).key(),
            dimensions.get(j).key());
      }
    }
  }

  private static void checkConditions(List<Dimension> dimensions) {
    dimensions.forEach(dimension -> checkConditions(dimension, dimensions));
  }

  private static void checkConditions(Dimension dimension, List<Dimension> dimensions) {
    List<String> keys = dimensions.stream().map(Dimension::key).toList();
    dimension
        .when()
        .forEach(
            (key, values) -> {
              String name = "study.space.%s.when.%s".formatted(dimension.key(), key);
              Checks.valid(
                  keys.contains(key),
                  "Invalid %s: not a key of study.space (%s)",
                  name,
                  Names.hint(key, keys));
              Domain parent = dimensions.get(keys.indexOf(key)).domain();
              Checks.valid(!values.isEmpty(), "Invalid %s: [] (at least one value)", name);
              for (Object value : values) {
                Checks.valid(
                    parent.contains(value),
                    "Invalid %s: %s (%s)",
                    name,
                    Json.write(value),
                    parent.allowed());
              }
            });
  }

  private static List<Dimension> parentsFirst(List<Dimension> dimensions) {
    List<Dimension> waiting = new ArrayList<>(dimensions);
    Map<String, Dimension> placed = new LinkedHashMap<>();
    while (!waiting.isEmpty()) {
      Dimension next =
          waiting.stream()
              .filter(dimension -> placed.keySet().containsAll(dimension.when().keySet()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new ValidationException(
                          "Invalid study.space.%s.when: it depends on itself (no circles)"
                              .formatted(waiting.get(0).key())));
      waiting.remove(next);
      placed.put(next.key(), next);
    }
    return new ArrayList<>(placed.values());
  }
}
