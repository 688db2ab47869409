package org.sharelab.study;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sharelab.check.Checks;
import org.sharelab.config.Section;

/**
 * The section {@code study} of an experiment file.
 *
 * @param name of the study; the file's name if it does not say
 * @param seed all random choices derive from it
 * @param replicates repetitions of every point with other random choices
 * @param trialTimeoutSeconds longest time one trial may take; 0 for no limit
 * @param space the dimensions of the grid, in file order
 */
public record StudySpec(
    String name, long seed, int replicates, long trialTimeoutSeconds, List<Dimension> space) {

  /** What a study does. */
  private enum Kind {
    SWEEP
  }

  /** How points are chosen from the space. */
  private enum SamplerName {
    GRID
  }

  /**
   * A key of the file and the values it takes.
   *
   * @param key full key, such as {@code model.sharing.rate}
   */
  public record Dimension(String key, List<ConfigValue> values) {
    public Dimension {
      values = List.copyOf(values);
    }
  }

  public StudySpec {
    space = List.copyOf(space);
  }

  /** Reads and checks the section. */
  public static StudySpec read(Section section, String defaultName) {
    section.choice("kind", Kind.class, Kind.SWEEP);
    section.section("sampler").choice("name", SamplerName.class, SamplerName.GRID);
    String name = section.text("name", defaultName);
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw section.invalid("name", "letters, digits, dots, dashes and underscores");
    }
    return new StudySpec(
        name,
        section.longInteger("seed", 1, Long.MIN_VALUE, Long.MAX_VALUE),
        section.integer("replicates", 1, 1, 1_000_000),
        section.longInteger("trial-timeout-seconds", 0, 0, Long.MAX_VALUE),
        readSpace(section));
  }

  private static List<Dimension> readSpace(Section section) {
    List<Dimension> space = new ArrayList<>();
    section
        .value("space")
        .ifPresent(
            value -> {
              if (!(value instanceof ConfigObject object)) {
                throw section.invalid("space", "keys with lists of values, in braces");
              }
              collect(section, "", object, space);
            });
    Checks.valid(
        space.stream().map(Dimension::key).distinct().count() == space.size(),
        "Invalid study.space: a key occurs twice (each key once)");
    return space;
  }

  private static void collect(
      Section section, String prefix, ConfigObject object, List<Dimension> space) {
    object.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(StudySpec::byLine))
        .forEach(
            entry -> {
              String key = prefix.isEmpty() ? entry.getKey() : prefix + "." + entry.getKey();
              if (entry.getValue() instanceof ConfigObject nested) {
                collect(section, key, nested, space);
              } else {
                space.add(dimension(key, entry.getValue()));
              }
            });
  }

  /** HOCON objects have no order of their own; lines of the file give one. */
  private static int byLine(ConfigValue a, ConfigValue b) {
    return Integer.compare(a.origin().lineNumber(), b.origin().lineNumber());
  }

  private static Dimension dimension(String key, ConfigValue value) {
    Checks.valid(
        value instanceof ConfigList list && !list.isEmpty(),
        "Invalid study.space.%s: %s (a list with at least one value)",
        ConfigUtil.joinPath(key),
        value.render());
    List<ConfigValue> values = List.copyOf((ConfigList) value);
    Checks.valid(
        values.stream().distinct().count() == values.size(),
        "Invalid study.space.%s: %s (different values)",
        ConfigUtil.joinPath(key),
        value.unwrapped());
    Checks.valid(
        !key.startsWith("study."), "Invalid study.space key: %s (not a key of study)", key);
    return new Dimension(key, values);
  }
}
