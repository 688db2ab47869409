package org.sharelab.study.search.space;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.sharelab.check.Checks;
import org.sharelab.config.Json;

/**
 * A list of different values without a distance between them.
 *
 * @param values in file order; any HOCON values
 */
public record Choices(List<Object> values) implements Domain {
  public Choices {
    List<Object> normal = new ArrayList<>();
    values.forEach(value -> normal.add(Point.normal(value)));
    values = Collections.unmodifiableList(normal);
    Checks.valid(!values.isEmpty(), "Invalid choices: [] (at least one value)");
    Checks.valid(
        values.stream().distinct().count() == values.size(),
        "Invalid choices: %s (different values)",
        Json.write(values));
  }

  @Override
  public Object at(double unit) {
    return values.get((int) (unit * values.size()));
  }

  @Override
  public boolean contains(Object value) {
    return values.contains(value);
  }

  @Override
  public String allowed() {
    return values.stream().map(Json::write).collect(Collectors.joining(" | "));
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of(values.size());
  }

  @Override
  public Object value(long index) {
    return values.get(Math.toIntExact(index));
  }
}
