package org.sharelab.jobs.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.sharelab.check.EnvironmentException;
import org.sharelab.check.ValidationException;
import org.sharelab.config.Json;
import org.sharelab.result.BuildVersion;
import org.sharelab.result.Tables;
import org.sharelab.study.Study;
import org.sharelab.study.gradient.GradientSpec;

/**
 * Which study an output folder belongs to.
 *
 * <p>Two files are of one study if they agree in every setting that is a dimension of neither: more
 * values, dimensions or replicates extend a study. So does a section {@code gradient}, as long as
 * nothing has been measured: gradients are those of trials that may have been trained before.
 *
 * @param settings full keys to canonical JSON values
 * @param dimensions keys whose values the space lists
 */
record StudyIdentity(SortedMap<String, String> settings, SortedSet<String> dimensions) {
  private static final String FILE = "_sharelab/study.json";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  static StudyIdentity of(Study study) {
    try {
      SortedMap<String, String> settings = new TreeMap<>();
      flatten("", MAPPER.readTree(study.settings()), settings);
      return new StudyIdentity(settings, new TreeSet<>(study.spec().keys()));
    } catch (IOException impossible) {
      throw new IllegalStateException("Settings are JSON", impossible);
    }
  }

  private static void flatten(String prefix, JsonNode node, Map<String, String> into) {
    node.fields()
        .forEachRemaining(
            member -> {
              String key = prefix.isEmpty() ? member.getKey() : prefix + "." + member.getKey();
              if (member.getValue().isObject()) {
                flatten(key, member.getValue(), into);
              } else {
                into.put(key, member.getValue().toString());
              }
            });
  }

  /** Checks that the folder is this study's or nobody's, and returns what then is its identity. */
  StudyIdentity check(Storage storage) {
    return stored(storage).map(there -> merge(there, storage)).orElse(this);
  }

  /** Makes the folder this study's, or checks that it is. */
  void claim(Storage storage) {
    StudyIdentity merged = check(storage);
    if (!stored(storage).equals(Optional.of(merged))) {
      storage.publish(FILE, Sealed.seal(merged.toJson()));
    }
  }

  /** What the folder says; empty if nothing, or if its first writer was killed while saying it. */
  private static Optional<StudyIdentity> stored(Storage storage) {
    return storage.exists(FILE)
        ? Sealed.open(storage.read(FILE)).map(json -> parse(json, storage.location()))
        : Optional.empty();
  }

  private static StudyIdentity parse(String text, String location) {
    try {
      JsonNode json = MAPPER.readTree(text);
      SortedMap<String, String> settings = new TreeMap<>();
      json.path("settings")
          .fields()
          .forEachRemaining(member -> settings.put(member.getKey(), member.getValue().toString()));
      SortedSet<String> dimensions = new TreeSet<>();
      json.path("dimensions").forEach(key -> dimensions.add(key.asText()));
      return new StudyIdentity(settings, dimensions);
    } catch (IOException damaged) {
      throw new EnvironmentException(
          "Cannot read %s/%s: not JSON".formatted(location, FILE), damaged);
    }
  }

  private StudyIdentity merge(StudyIdentity stored, Storage storage) {
    SortedSet<String> all = new TreeSet<>(dimensions);
    all.addAll(stored.dimensions);
    SortedSet<String> keys = new TreeSet<>(settings.keySet());
    keys.addAll(stored.settings.keySet());
    keys.removeIf(key -> all.stream().anyMatch(dimension -> covers(dimension, key)));
    for (String key : keys) {
      String here = settings.get(key);
      String there = stored.settings.get(key);
      boolean extendsIt = there == null && mayBeAdded(key, storage);
      if (!Objects.equals(here, there) && !extendsIt) {
        throw new ValidationException(
            "Invalid --out: %s (it holds another study, where %s is %s and not %s)"
                .formatted(
                    storage.location(),
                    key,
                    there == null ? "not set" : there,
                    here == null ? "left out" : here));
      }
    }
    SortedMap<String, String> common = new TreeMap<>(settings);
    common.keySet().retainAll(keys);
    return new StudyIdentity(common, all);
  }

  /** What is to be measured, where nothing is yet. */
  private static boolean mayBeAdded(String key, Storage storage) {
    return covers(GradientSpec.SECTION, key)
        && storage.list(Tables.GRADIENT_SIMILARITY.name()).isEmpty();
  }

  /** A dimension may be a whole section, such as {@code model.sharing}. */
  private static boolean covers(String dimension, String key) {
    return key.equals(dimension) || key.startsWith(dimension + ".");
  }

  private String toJson() {
    Map<String, Object> members = new LinkedHashMap<>();
    Map<String, Object> parsed = new TreeMap<>();
    settings.forEach((key, value) -> parsed.put(key, plain(value)));
    members.put("settings", parsed);
    members.put("dimensions", dimensions);
    members.put("version", BuildVersion.current().version());
    return Json.write(members);
  }

  private static Object plain(String json) {
    try {
      return MAPPER.readValue(json, Object.class);
    } catch (IOException impossible) {
      throw new IllegalStateException("Settings are JSON", impossible);
    }
  }

  /** The settings that an output folder holds, keys to JSON values; none if there is no study. */
  static SortedMap<String, String> settingsOf(Storage storage) {
    return stored(storage).map(StudyIdentity::settings).orElseGet(TreeMap::new);
  }

  static boolean isPresent(Storage storage) {
    return storage.exists(FILE);
  }
}
