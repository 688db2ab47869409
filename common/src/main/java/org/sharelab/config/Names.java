package org.sharelab.config;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The spelling of names in experiment files, and what to suggest when one is misspelt. */
public final class Names {
  private Names() {}

  /** The file spelling of a constant: {@code ONE_CYCLE} is {@code one-cycle}. */
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** All file spellings of an enum, as {@code a | b | c}. */
  public static String allOf(Class<? extends Enum<?>> type) {
    return Arrays.stream(type.getEnumConstants()).map(Names::of).collect(Collectors.joining(" | "));
  }

  /** The candidate that {@code name} was probably meant to be, if one is close. */
  public static Optional<String> suggest(String name, Collection<String> candidates) {
    int limit = Math.max(1, name.length() / 3);
    return candidates.stream()
        .filter(candidate -> distance(name, candidate) <= limit)
        .min(
            Comparator.<String>comparingInt(candidate -> distance(name, candidate))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** What to say of an unknown name: the close match, or else everything that would be known. */
  public static String hint(String name, Collection<String> candidates) {
    return suggest(name, candidates)
        .map(match -> "did you mean " + match + "?")
        .orElseGet(
            () -> "known: " + candidates.stream().sorted().collect(Collectors.joining(", ")));
  }

  /** Levenshtein distance. */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    Arrays.setAll(previous, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(substituted, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
