package org.sharelab.jobs.report;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A column for people: numbers with as many decimals as tell them apart, whole counts in groups of
 * three digits, a dash where there is no value.
 *
 * @param isNumeric whether it is set to the right
 */
record FormattedColumn(String heading, List<String> cells, boolean isNumeric) {
  static FormattedColumn of(String heading, List<Object> values) {
    List<Object> present = values.stream().filter(Objects::nonNull).toList();
    boolean numeric = !present.isEmpty() && present.stream().allMatch(Number.class::isInstance);
    String pattern = numeric ? numberPattern(present) : "";
    List<String> cells =
        values.stream().map(value -> value == null ? "-" : cell(value, pattern)).toList();
    return new FormattedColumn(heading, cells, numeric);
  }

  private static String cell(Object value, String numberPattern) {
    if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      return Double.isFinite(number)
          ? String.format(Locale.ROOT, numberPattern, number)
          : Double.toString(number);
    }
    if (value instanceof Long) {
      return String.format(Locale.ROOT, "%,d", value);
    }
    return value.toString().replaceAll("\\s+", " ");
  }

  private static String numberPattern(List<Object> values) {
    List<Double> finite =
        values.stream()
            .map(value -> ((Number) value).doubleValue())
            .filter(number -> Double.isFinite(number))
            .toList();
    double largest = finite.stream().mapToDouble(Math::abs).max().orElse(0);
    if (finite.stream().allMatch(number -> number == Math.rint(number)) && largest < 1e15) {
      return "%.0f";
    }
    boolean moderate = largest >= 1e-3 && largest < 1e6;
    return !moderate ? "%.3e" : largest < 1 ? "%.4f" : largest < 100 ? "%.3f" : "%.1f";
  }
}
