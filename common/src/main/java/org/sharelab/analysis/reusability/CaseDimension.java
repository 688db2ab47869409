package org.sharelab.analysis.reusability;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.sharelab.check.Checks;
import org.sharelab.config.Section;

/**
 * A key of a case and the values it takes: a list, or {@code { from, to, step }} for whole numbers.
 *
 * @param key full key, such as {@code model.depth}
 */
record CaseDimension(String key, List<ConfigValue> values) {
  private static final Set<String> RANGE_KEYS = Set.of("from", "to", "step");
  private static final int LARGEST_RANGE = 100_000;

  CaseDimension {
    values = List.copyOf(values);
  }

  /** The dimensions of a space, in file order; those of one line by name. */
  static List<CaseDimension> read(ConfigObject space) {
    List<CaseDimension> dimensions = new ArrayList<>();
    collect("", space, dimensions);
    return dimensions;
  }

  private static void collect(String prefix, ConfigObject object, List<CaseDimension> dimensions) {
    // HOCON objects have no order of their own; lines of the file and then names give one.
    Comparator<Map.Entry<String, ConfigValue>> byLine =
        Comparator.comparingInt(entry -> entry.getValue().origin().lineNumber());
    object.entrySet().stream()
        .sorted(byLine.thenComparing(Map.Entry.comparingByKey()))
        .forEach(
            entry -> {
              String key = prefix + quoted(entry.getKey());
              if (entry.getValue() instanceof ConfigObject nested && !isRange(nested)) {
                collect(key + ".", nested, dimensions);
              } else {
                dimensions.add(new CaseDimension(key, valuesOf(key, entry.getValue())));
              }
            });
  }

  /** A name with dots stands for a path: {@code "model.depth"} is {@code model { depth }}. */
  private static String quoted(String name) {
    return String.join(".", ConfigUtil.splitPath(name).stream().map(ConfigUtil::joinPath).toList());
  }

  private static boolean isRange(ConfigObject object) {
    return object.containsKey("from") && RANGE_KEYS.containsAll(object.keySet());
  }

  private static List<ConfigValue> valuesOf(String key, ConfigValue value) {
    if (value instanceof ConfigObject range) {
      return range(range);
    }
    Checks.valid(
        value instanceof ConfigList list && !list.isEmpty(),
        "Invalid space.%s: %s (a list with at least one value, or { from, to, step })",
        key,
        value.unwrapped());
    return List.copyOf((ConfigList) value);
  }

  private static List<ConfigValue> range(ConfigObject object) {
    Section range = Section.root(object.toConfig());
    long from = range.longInteger("from", 1, -1L << 40, 1L << 40);
    long to = range.longInteger("to", from, from, 1L << 40);
    long step = range.longInteger("step", 1, 1, 1L << 40);
    Checks.valid(
        (to - from) / step < LARGEST_RANGE,
        "Invalid range: %d to %d by %d (at most %d values)",
        from,
        to,
        step,
        LARGEST_RANGE);
    return LongStream.rangeClosed(0, (to - from) / step)
        .mapToObj(i -> ConfigValueFactory.fromAnyRef(from + i * step))
        .toList();
  }
}
