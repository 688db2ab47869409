package org.sharelab.study.search.sampler;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sharelab.config.Names;
import org.sharelab.config.Section;
import org.sharelab.random.Seed;
import org.sharelab.study.search.history.Metric;
import org.sharelab.study.search.space.Point;
import org.sharelab.study.search.space.SearchSpace;

/** The registry of samplers: {@code study.sampler}. */
public final class Samplers {

  /** Makes a sampler from its section. */
  @FunctionalInterface
  private interface Reader {
    Sampler read(Section sampler, SearchSpace space, List<Metric> metrics, Seed seed);
  }

  private static final Map<String, Reader> READERS =
      new TreeMap<>(
          Map.of(
              "grid", (section, space, metrics, seed) -> FixedPoints.grid(space),
              "points", (section, space, metrics, seed) -> listed(section, space),
              "random", (section, space, metrics, seed) -> StreamSampler.random(space, seed),
              "sobol", (section, space, metrics, seed) -> StreamSampler.sobol(space, seed),
              "tpe",
                  (section, space, metrics, seed) ->
                      new TpeSampler(space, metrics, seed, TpeSettings.read(section))));

  private Samplers() {}

  /** The sampler that {@code study.sampler.name} names; a grid if none is named. */
  public static Sampler read(Section study, SearchSpace space, List<Metric> metrics, Seed seed) {
    Section sampler = study.section("sampler");
    String name = sampler.text("name", "grid");
    Reader reader = READERS.get(name);
    if (reader == null) {
      throw sampler.invalid("name", Names.hint(name, READERS.keySet()));
    }
    return reader.read(sampler, space, metrics, seed.derive("search"));
  }

  public static List<String> names() {
    return List.copyOf(READERS.keySet());
  }

  private static Sampler listed(Section section, SearchSpace space) {
    ConfigValue value = section.value("points").orElse(null);
    if (!(value instanceof ConfigList list) || list.isEmpty()) {
      throw section.invalid("points", "a list of { key = value } settings");
    }
    List<Point> points = new ArrayList<>();
    for (ConfigValue element : list) {
      if (!(element instanceof ConfigObject settings)) {
        throw section.invalid("points", "a list of { key = value } settings");
      }
      Map<String, Object> values = new LinkedHashMap<>();
      flatten(settings, "", values);
      points.add(new Point(values));
    }
    return FixedPoints.listed(points, space);
  }

  /** A key with dots may be written as nested objects; an empty object is a value. */
  private static void flatten(ConfigObject object, String prefix, Map<String, Object> values) {
    for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(object).entrySet()) {
      String key = prefix.isEmpty() ? entry.getKey() : prefix + "." + entry.getKey();
      if (entry.getValue().valueType() == ConfigValueType.OBJECT
          && entry.getValue() instanceof ConfigObject nested
          && !nested.isEmpty()) {
        flatten(nested, key, values);
      } else {
        values.put(key, entry.getValue().unwrapped());
      }
    }
  }
}
