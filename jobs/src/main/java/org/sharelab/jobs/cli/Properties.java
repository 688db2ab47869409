package org.sharelab.jobs.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.sharelab.config.Json;
import org.sharelab.jobs.report.Format;
import org.sharelab.jobs.report.Listing;

/**
 * Named values of one thing, to be printed: one line each for people, one object for programs.
 *
 * @param values in the order in which they are printed
 */
record Properties(Map<String, ?> values) {
  private static final int WIDEST_NUMBER = 40;
  private static final int LEADING_DIGITS = 5;
  private static final Pattern WHOLE_NUMBER = Pattern.compile("\\d+");

  Properties {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  void print(Format format, PrintWriter out) {
    switch (format) {
      case TABLE -> printForPeople(out);
      case CSV ->
          new Listing(List.copyOf(values.keySet()), List.of(new ArrayList<>(values.values())))
              .print(format, out);
      case JSON -> printJson(out);
    }
    out.flush();
  }

  private void printForPeople(PrintWriter out) {
    int width = values.keySet().stream().mapToInt(String::length).max().orElse(0);
    values.forEach(
        (name, value) -> out.println(name + " ".repeat(width - name.length() + 2) + shown(value)));
  }

  private static String shown(Object value) {
    if (value instanceof Double number) {
      return String.format(Locale.ROOT, Math.abs(number) < 1e6 ? "%.4f" : "%.6e", number);
    }
    if (value instanceof Long || value instanceof Integer) {
      return String.format(Locale.ROOT, "%,d", value);
    }
    String text = String.valueOf(value);
    return text.length() > WIDEST_NUMBER && WHOLE_NUMBER.matcher(text).matches()
        ? shortened(text)
        : text;
  }

  /** The first digits of a large number, cut and not rounded, and how many it has. */
  private static String shortened(String digits) {
    String leading = digits.charAt(0) + "." + digits.substring(1, LEADING_DIGITS);
    return "%s...e%d (%d digits)".formatted(leading, digits.length() - 1, digits.length());
  }

  private void printJson(PrintWriter out) {
    StringJoiner object = new StringJoiner(",\n  ", "{\n  ", "\n}");
    values.forEach((name, value) -> object.add(Json.write(name) + ": " + Json.write(value)));
    out.println(object);
  }
}
