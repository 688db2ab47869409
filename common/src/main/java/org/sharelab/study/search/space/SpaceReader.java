package org.sharelab.study.search.space;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.sharelab.check.ValidationException;
import org.sharelab.config.ExperimentFile;
import org.sharelab.config.Section;

/**
 * Reads the dimensions of {@code study.space}.
 *
 * <pre>{@code
 * space {
 *   "model.name" = [convmixer, deit]                                   # a list of values
 *   "training.optimizer.learning-rate" { min = 1e-4, max = 0.1, scale = log }
 *   "model.depth" { min = 4, max = 32, step = 4, type = integer }
 *   "model.kernel-size" { values = [3, 5, 7], when { "model.name" = [convmixer] } }
 * }
 * }</pre>
 *
 * <p>An object is a domain if it has {@code min}, {@code max}, {@code values} or {@code plans} (see
 * {@link PlanReader}), and otherwise a part of the key, so that {@code model { depth = [2, 4] }} is
 * the same as {@code "model.depth" = [2, 4]}. A range whose ends are whole must say its type:
 * nothing is guessed. Dimensions are in file order, those on one line in the order of their keys,
 * since HOCON objects have none.
 */
final class SpaceReader {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private SpaceReader() {}

  static SearchSpace read(Section space) {
    List<Dimension> dimensions = new ArrayList<>();
    collect(space, "", dimensions);
    return new SearchSpace(dimensions);
  }

  private static void collect(Section section, String prefix, List<Dimension> dimensions) {
    List<String> keys =
        section.keys().stream()
            .sorted(
                Comparator.comparingInt((String key) -> line(section, key))
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    for (String key : keys) {
      String full = prefix.isEmpty() ? key : prefix + "." + key;
      ConfigValue value = section.value(key).orElseThrow();
      if (value instanceof ConfigList list) {
        dimensions.add(Dimension.of(checked(section, key, full), choices(section, key, list)));
      } else if (!(value instanceof ConfigObject object)) {
        throw section.invalid(key, "a list of values, or a range { min, max }");
      } else if (isDomain(object)) {
        dimensions.add(conditional(section, key, checked(section, key, full)));
      } else {
        collect(section.section(key), full, dimensions);
      }
    }
  }

  private static int line(Section section, String key) {
    return section.value(key).orElseThrow().origin().lineNumber();
  }

  private static boolean isDomain(ConfigObject object) {
    return object.containsKey("min")
        || object.containsKey("max")
        || object.containsKey("values")
        || PlanReader.isMeant(object);
  }

  private static String checked(Section section, String key, String full) {
    if (full.startsWith("study.")) {
      throw section.invalid(key, "not a key of study");
    }
    try {
      ExperimentFile.splitKey(full);
    } catch (com.typesafe.config.ConfigException malformed) {
      throw section.invalid(key, "a key such as training.epochs");
    }
    return full;
  }

  private static Choices choices(Section section, String key, ConfigList list) {
    if (list.isEmpty()) {
      throw section.invalid(key, "a list with at least one value");
    }
    try {
      return new Choices(list.unwrapped());
    } catch (ValidationException repeated) {
      throw section.invalid(key, "different values");
    }
  }

  private static Dimension conditional(Section section, String key, String full) {
    Section domain = section.section(key);
    Map<String, List<Object>> when = new LinkedHashMap<>();
    conditions(domain.section("when"), "", when);
    if (domain.has("values")) {
      ConfigValue values = domain.value("values").orElseThrow();
      if (!(values instanceof ConfigList list)) {
        throw domain.invalid("values", "a list of values");
      }
      domain.rejectUnknown();
      return new Dimension(full, choices(domain, "values", list), when);
    }
    if (PlanReader.isMeant((ConfigObject) section.value(key).orElseThrow())) {
      Choices plans = PlanReader.read(domain);
      domain.rejectUnknown();
      return new Dimension(full, plans, when);
    }
    Range range = range(section, key, domain);
    domain.rejectUnknown();
    return new Dimension(full, range, when);
  }

  private static void conditions(Section section, String prefix, Map<String, List<Object>> when) {
    for (String key : section.keys()) {
      String full = prefix.isEmpty() ? key : prefix + "." + key;
      ConfigValue value = section.value(key).orElseThrow();
      if (value instanceof ConfigObject) {
        conditions(section.section(key), full, when);
      } else if (value instanceof ConfigList list) {
        when.put(full, list.unwrapped().stream().map(Object.class::cast).toList());
      } else {
        when.put(full, List.of(value.unwrapped()));
      }
    }
  }

  private static Range range(Section section, String key, Section domain) {
    double min = number(domain, "min").orElseThrow(() -> domain.invalid("min", "a number"));
    double max = number(domain, "max").orElseThrow(() -> domain.invalid("max", "a number"));
    OptionalDouble step = number(domain, "step");
    Scale scale = domain.choice("scale", Scale.class, Scale.LINEAR);
    boolean whole = min == Math.rint(min) && max == Math.rint(max);
    if (whole && !domain.has("type")) {
      throw domain.invalid("type", "integer | real, since min and max are both whole numbers");
    }
    Range.Type type = domain.choice("type", Range.Type.class, Range.Type.REAL);
    if (step.isPresent() && step.getAsDouble() <= 0) {
      throw domain.invalid("step", "a number > 0");
    }
    double distance = step.orElse(type == Range.Type.INTEGER ? 1 : 0);
    Optional<String> problem = Range.problem(type, min, max, distance, scale);
    if (problem.isPresent()) {
      throw section.invalid(key, problem.get());
    }
    return new Range(type, min, max, distance, scale);
  }

  private static OptionalDouble number(Section domain, String key) {
    return domain.has(key)
        ? OptionalDouble.of(domain.number(key, 0, -INFINITY, INFINITY))
        : OptionalDouble.empty();
  }
}
