package org.sharelab.study.search.space;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sharelab.check.ValidationException;
import org.sharelab.config.ExperimentFile;
import org.sharelab.config.Json;

/**
 * Values for the active keys of a search space.
 *
 * <p>Equal points have equal {@link #canonical} text, whatever the order of their keys and whether
 * a number was written 1 or 1.0.
 *
 * @param values by key, in the order of the space, in normal form
 */
public record Point(Map<String, Object> values) implements Serializable {
  private static final double LARGEST_WHOLE = 1e15;

  public Point {
    Map<String, Object> normal = new LinkedHashMap<>();
    values.forEach((key, value) -> normal.put(key, normal(value)));
    values = Collections.unmodifiableMap(normal);
  }

  /** The value of a key; null if the key is not active here. */
  public Object get(String key) {
    return values.get(key);
  }

  /** Canonical JSON. */
  public String canonical() {
    return Json.write(values);
  }

  /** Reads {@link #canonical} text back. */
  public static Point parse(String json) {
    try {
      return new Point(ConfigFactory.parseString(json).root().unwrapped());
    } catch (ConfigException problem) {
      throw new ValidationException(
          "Invalid point: %s (a JSON object of keys and values)".formatted(json), problem);
    }
  }

  /** Sets the values in an experiment file, in the order of the space. */
  public ExperimentFile applyTo(ExperimentFile file) {
    ExperimentFile result = file;
    for (Map.Entry<String, Object> entry : values.entrySet()) {
      String origin = "study.space." + entry.getKey();
      result = result.set(entry.getKey(), ConfigValueFactory.fromAnyRef(entry.getValue(), origin));
    }
    return result;
  }

  /**
   * The normal form of a value: numbers that are whole as {@code Long}, other numbers as {@code
   * Double}, members of lists and maps likewise; the rest as it is.
   *
   * @throws ValidationException for NaN and the infinities, and for types that HOCON lacks
   */
  public static Object normal(Object value) {
    if (value instanceof Number number) {
      return number(number);
    }
    if (value instanceof Collection<?> elements) {
      List<Object> list = new ArrayList<>();
      elements.forEach(element -> list.add(normal(element)));
      return Collections.unmodifiableList(list);
    }
    if (value instanceof Map<?, ?> members) {
      Map<String, Object> map = new LinkedHashMap<>();
      members.forEach((key, member) -> map.put(key.toString(), normal(member)));
      return Collections.unmodifiableMap(map);
    }
    if (value == null || value instanceof String || value instanceof Boolean) {
      return value;
    }
    throw new ValidationException(
        "Invalid value: %s (a text, number, true, false, null, list or object)".formatted(value));
  }

  private static Object number(Number number) {
    if (number instanceof Long || number instanceof Integer) {
      return number.longValue();
    }
    double x = number.doubleValue();
    if (!Double.isFinite(x)) {
      throw new ValidationException("Invalid value: %s (a finite number)".formatted(number));
    }
    if (x == Math.rint(x) && Math.abs(x) < LARGEST_WHOLE) {
      return (long) x;
    }
    return x;
  }

  @Override
  public String toString() {
    return canonical();
  }
}
