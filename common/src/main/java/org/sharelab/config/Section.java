package org.sharelab.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.sharelab.check.ValidationException;

/**
 * One object of an experiment file, read strictly.
 *
 * <p>Every value is checked as it is read, against a type and a range, and the error names the key,
 * the value, what is allowed and the line of the file. What was read, defaults included, is
 * remembered: {@link #effective} is the canonical form of the section, and {@link #rejectUnknown}
 * refuses every key that nobody asked for.
 *
 * <pre>{@code
 * Section training = Section.root(config).section("training");
 * int epochs = training.integer("epochs", 5, 1, 100_000);
 * Schedule kind = training.section("schedule").choice("name", Schedule.class, Schedule.COSINE);
 * root.rejectUnknown();
 * }</pre>
 *
 * <p>Not thread-safe: reading records.
 */
public final class Section {
  private final String path;
  private final ConfigObject object;
  private final Map<String, Object> values = new TreeMap<>();
  private final Map<String, Section> sections = new LinkedHashMap<>();

  private Section(String path, ConfigObject object) {
    this.path = path;
    this.object = object;
  }

  /** The whole file. */
  public static Section root(Config config) {
    return new Section("", config.root());
  }

  /** The section below this one; an absent one is empty, so that all its defaults apply. */
  public Section section(String key) {
    return sections.computeIfAbsent(key, this::openSection);
  }

  private Section openSection(String key) {
    ConfigValue value = present(key).orElse(null);
    if (value == null) {
      return new Section(full(key), com.typesafe.config.ConfigFactory.empty().root());
    }
    if (value instanceof ConfigObject child) {
      return new Section(full(key), child);
    }
    throw invalid(key, "a section in braces");
  }

  /** The full key of this section; empty for the root. */
  public String path() {
    return path;
  }

  /** Whether the file sets this key to something other than null. */
  public boolean has(String key) {
    return present(key).isPresent();
  }

  /** The keys that the file sets here, in file order. */
  public List<String> keys() {
    return object.entrySet().stream()
        .filter(entry -> entry.getValue().valueType() != ConfigValueType.NULL)
        .map(Map.Entry::getKey)
        .toList();
  }

  public String text(String key, String fallback) {
    return read(key, fallback, "a text", Section::asText);
  }

  /** A text that must be set. */
  public String text(String key) {
    require(key, "a text");
    return text(key, null);
  }

  public boolean flag(String key, boolean fallback) {
    return read(key, fallback, "true or false", Section::asBoolean);
  }

  /** A whole number between {@code min} and {@code max}, both allowed. */
  public int integer(String key, int fallback, int min, int max) {
    return (int) longInteger(key, fallback, min, max);
  }

  /** A whole number between {@code min} and {@code max} that must be set. */
  public int integer(String key, int min, int max) {
    require(key, wholeNumber(min, max));
    return integer(key, min, min, max);
  }

  public long longInteger(String key, long fallback, long min, long max) {
    return read(
        key,
        fallback,
        wholeNumber(min, max),
        value -> asLong(value).filter(n -> n >= min && n <= max));
  }

  /** A finite number between {@code min} and {@code max}, both allowed. */
  public double number(String key, double fallback, double min, double max) {
    return read(
        key,
        fallback,
        number(min, max),
        value -> asDouble(value).filter(x -> x >= min && x <= max));
  }

  /** A finite number greater than zero. */
  public double positive(String key, double fallback) {
    return read(key, fallback, "a number > 0", value -> asDouble(value).filter(x -> x > 0));
  }

  /** One of the constants of an enum, in file spelling; see {@link Names#of}. */
  public <E extends Enum<E>> E choice(String key, Class<E> type, E fallback) {
    return read(key, fallback, Names.allOf(type), value -> asConstant(value, type));
  }

  /** A list of enum constants without repetition. */
  public <E extends Enum<E>> List<E> choices(String key, Class<E> type, List<E> fallback) {
    return read(
        key,
        fallback,
        "a list of different values among " + Names.allOf(type),
        value ->
            asList(value, element -> asConstant(element, type))
                .filter(list -> list.stream().distinct().count() == list.size()));
  }

  public List<String> texts(String key, List<String> fallback) {
    return read(key, fallback, "a list of texts", value -> asList(value, Section::asText));
  }

  public List<Double> numbers(String key, List<Double> fallback) {
    return read(key, fallback, "a list of numbers", value -> asList(value, Section::asDouble));
  }

  /** A list of lists of whole numbers, such as an explicit table of groups. */
  public List<List<Integer>> integerLists(String key, List<List<Integer>> fallback) {
    return read(
        key,
        fallback,
        "a list of lists of whole numbers",
        value ->
            asList(
                value,
                row ->
                    asList(
                        row,
                        element ->
                            asLong(element)
                                .filter(n -> n == (long) n.intValue())
                                .map(Long::intValue))));
  }

  /** The raw value of a key whose meaning is not fixed here, such as a dimension of a space. */
  public Optional<ConfigValue> value(String key) {
    Optional<ConfigValue> value = present(key);
    value.ifPresent(present -> values.put(key, present.unwrapped()));
    return value;
  }

  /**
   * Throws unless every key in the file was read, here and in the sections below.
   *
   * @throws ValidationException naming the key, its line and the closest known key
   */
  public void rejectUnknown() {
    List<String> known = new ArrayList<>(values.keySet());
    known.addAll(sections.keySet());
    for (String key : keys()) {
      if (!known.contains(key)) {
        throw new ValidationException(
            "Invalid key: %s (%s)%s"
                .formatted(full(key), Names.hint(key, known), where(object.get(key))));
      }
    }
    sections.values().forEach(Section::rejectUnknown);
  }

  /**
   * Everything that was read, defaults included, as nested maps; unset optional keys are absent.
   */
  public Map<String, Object> effective() {
    Map<String, Object> all = new TreeMap<>();
    values.forEach(
        (key, value) -> {
          if (value != null) {
            all.put(key, value);
          }
        });
    sections.forEach(
        (key, section) -> {
          Map<String, Object> members = section.effective();
          if (!members.isEmpty()) {
            all.put(key, members);
          }
        });
    return all;
  }

  /** The error for a value that has the right type but does not fit. */
  public ValidationException invalid(String key, String allowed) {
    ConfigValue value = present(key).orElse(null);
    String shown = value == null ? "missing" : render(value);
    return new ValidationException(
        "Invalid %s: %s (%s)%s".formatted(full(key), shown, allowed, where(value)));
  }

  /** Adds the line of {@code key} to a message about it. */
  public ValidationException located(String key, ValidationException error) {
    return new ValidationException(error.getMessage() + where(present(key).orElse(null)), error);
  }

  private <T> T read(
      String key, T fallback, String allowed, Function<ConfigValue, Optional<T>> conversion) {
    Optional<ConfigValue> value = present(key);
    T result =
        value.isEmpty()
            ? fallback
            : conversion.apply(value.get()).orElseThrow(() -> invalid(key, allowed));
    values.put(key, result);
    return result;
  }

  private void require(String key, String allowed) {
    if (!has(key)) {
      throw invalid(key, allowed);
    }
  }

  private Optional<ConfigValue> present(String key) {
    ConfigValue value = object.get(key);
    return Optional.ofNullable(value).filter(v -> v.valueType() != ConfigValueType.NULL);
  }

  private String full(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static String wholeNumber(long min, long max) {
    if (max >= Integer.MAX_VALUE) {
      return "a whole number >= " + min;
    }
    return "a whole number from %d to %d".formatted(min, max);
  }

  private static String number(double min, double max) {
    if (min == Double.NEGATIVE_INFINITY && max == Double.POSITIVE_INFINITY) {
      return "a number";
    }
    if (max == Double.POSITIVE_INFINITY) {
      return "a number >= " + Json.write(min);
    }
    return "a number from %s to %s".formatted(Json.write(min), Json.write(max));
  }

  private static String render(ConfigValue value) {
    Object plain = value.unwrapped();
    return plain instanceof String text ? '"' + text + '"' : Json.write(plain);
  }

  private static String where(ConfigValue value) {
    if (value == null) {
      return "";
    }
    ConfigOrigin origin = value.origin();
    return origin.lineNumber() > 0 && origin.filename() != null
        ? " at %s:%d".formatted(origin.filename(), origin.lineNumber())
        : " in " + origin.description().replaceFirst(": \\d+$", ""); // one line has no number
  }

  private static Optional<String> asText(ConfigValue value) {
    return switch (value.valueType()) {
      case STRING, NUMBER, BOOLEAN -> Optional.of(value.unwrapped().toString());
      default -> Optional.empty();
    };
  }

  private static Optional<Boolean> asBoolean(ConfigValue value) {
    return switch (value.unwrapped().toString()) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static Optional<Double> asDouble(ConfigValue value) {
    if (value.valueType() == ConfigValueType.NUMBER
        || value.valueType() == ConfigValueType.STRING) {
      try {
        return Optional.of(Double.valueOf(value.unwrapped().toString())).filter(Double::isFinite);
      } catch (NumberFormatException notANumber) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static Optional<Long> asLong(ConfigValue value) {
    if (value.unwrapped() instanceof Integer || value.unwrapped() instanceof Long) {
      return Optional.of(((Number) value.unwrapped()).longValue());
    }
    return asDouble(value)
        .filter(x -> x == Math.rint(x) && Math.abs(x) < 9e15)
        .map(x -> (long) (double) x);
  }

  private static <E extends Enum<E>> Optional<E> asConstant(ConfigValue value, Class<E> type) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> Names.of(constant).equals(value.unwrapped()))
        .findFirst();
  }

  private static <T> Optional<List<T>> asList(
      ConfigValue value, Function<ConfigValue, Optional<T>> conversion) {
    if (!(value instanceof ConfigList list)) {
      return Optional.empty();
    }
    List<T> elements = new ArrayList<>();
    for (ConfigValue element : list) {
      Optional<T> converted = conversion.apply(element);
      if (converted.isEmpty()) {
        return Optional.empty();
      }
      elements.add(converted.get());
    }
    return Optional.of(List.copyOf(elements));
  }
}
