package org.sharelab.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigParseable;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.sharelab.check.EnvironmentException;
import org.sharelab.check.ValidationException;

/**
 * The text of an experiment: a HOCON file with its includes, and the values set over it.
 *
 * <p>Setting replaces: an object at the key is not merged with the new one, and {@code null} clears
 * the key. Substitutions are resolved after all values are set.
 */
public final class ExperimentFile {
  private final Config config;

  private ExperimentFile(Config config) {
    this.config = config;
  }

  /**
   * Reads a file; its includes are looked up beside it.
   *
   * @throws EnvironmentException if there is no such file
   * @throws ValidationException if the text is not HOCON, naming the line
   */
  public static ExperimentFile read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new EnvironmentException(
          "Cannot read experiment file %s: no such file".formatted(file));
    }
    try {
      return new ExperimentFile(
          ConfigFactory.parseFile(
              file.toFile(),
              ConfigParseOptions.defaults()
                  .setAllowMissing(false)
                  .setIncluder(new StrictIncluder())));
    } catch (ConfigException problem) {
      throw syntaxError(file.toString(), problem);
    }
  }

  /** Reads text, for specs that are stored and for tests. */
  public static ExperimentFile parse(String text) {
    try {
      return new ExperimentFile(ConfigFactory.parseString(text));
    } catch (ConfigException problem) {
      throw syntaxError("text", problem);
    }
  }

  /**
   * Sets one key, as {@code --set} does.
   *
   * @param assignment {@code KEY=VALUE} with a HOCON value
   */
  public ExperimentFile set(String assignment) {
    int equals = assignment.indexOf('=');
    if (equals < 1) {
      throw new ValidationException(
          "Invalid --set: %s (KEY=VALUE, such as training.epochs=3)".formatted(assignment));
    }
    String key = assignment.substring(0, equals).trim();
    return set(key, parseValue(assignment, assignment.substring(equals + 1).trim()));
  }

  public ExperimentFile set(List<String> assignments) {
    ExperimentFile result = this;
    for (String assignment : assignments) {
      result = result.set(assignment);
    }
    return result;
  }

  /** Sets one key to a value, replacing whatever is there. */
  public ExperimentFile set(String key, ConfigValue value) {
    try {
      // A null in between keeps an object from being merged with the one below it.
      Config cleared = ConfigFactory.empty().withValue(key, ConfigValueFactory.fromAnyRef(null));
      Config assigned = ConfigFactory.empty().withValue(key, value);
      return new ExperimentFile(assigned.withFallback(cleared.withFallback(config)));
    } catch (ConfigException problem) {
      throw new ValidationException(
          "Invalid key: %s (a path such as training.epochs)".formatted(key));
    }
  }

  /** The root section, with substitutions resolved. */
  public Section open() {
    try {
      return Section.root(config.resolve(ConfigResolveOptions.noSystem()));
    } catch (ConfigException problem) {
      throw syntaxError("experiment file", problem);
    }
  }

  private static ConfigValue parseValue(String assignment, String text) {
    boolean structured = !text.isEmpty() && "[{\"$".indexOf(text.charAt(0)) >= 0;
    if (!structured && text.contains("//")) {
      return ConfigValueFactory.fromAnyRef(text, "--set " + assignment); // a URI, not a comment
    }
    try {
      Config parsed =
          ConfigFactory.parseString(
              "value = " + text,
              ConfigParseOptions.defaults().setOriginDescription("--set " + assignment));
      return parsed.root().get("value") == null
          ? ConfigValueFactory.fromAnyRef("", "--set " + assignment)
          : parsed.root().get("value");
    } catch (ConfigException problem) {
      if (structured) {
        throw new ValidationException(
            "Invalid --set: %s (a HOCON value after the =)".formatted(assignment), problem);
      }
      return ConfigValueFactory.fromAnyRef(text, "--set " + assignment);
    }
  }

  /** Includes that are looked up beside the including file and must exist. */
  private static final class StrictIncluder implements ConfigIncluder {
    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
      return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
      ConfigParseable included = context.relativeTo(what);
      if (included == null) {
        throw new ConfigException.Generic("Cannot include %s: no such file".formatted(what));
      }
      return included.parse(context.parseOptions().setAllowMissing(false));
    }
  }

  private static ValidationException syntaxError(String source, ConfigException problem) {
    String reason =
        problem
            .getMessage()
            .replaceAll("\\s+", " ")
            .replaceFirst("^" + Pattern.quote(source + ": "), "line ")
            .replaceFirst(
                ": java\\.io\\.\\w+Exception: resource not found on classpath: .*",
                ": no such file")
            .trim();
    String message = "Cannot read %s: %s";
    return new ValidationException(message.formatted(source, reason), problem);
  }

  /** Turns nested maps, such as a stored canonical spec, back into an experiment file. */
  public static ExperimentFile of(Map<String, Object> values) {
    return new ExperimentFile(ConfigFactory.parseMap(values));
  }

  /**
   * The same for an object within a file.
   *
   * @param origin where it is from, for error messages
   */
  public static ExperimentFile of(Map<String, Object> values, String origin) {
    return new ExperimentFile(ConfigFactory.parseMap(values, origin));
  }

  /** The elements of a dotted key; quoted elements may contain dots. */
  public static List<String> splitKey(String key) {
    return ConfigUtil.splitPath(key);
  }
}
