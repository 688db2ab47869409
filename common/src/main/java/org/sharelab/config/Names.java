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
    int limit = name.length() < 4 ? 1 : Math.max(2, name.length() / 3); // 2 is one pair swapped
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

  /** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 ? j : j == 0 ? i : cheapest(a, b, i, j, cost);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int cheapest(String a, String b, int i, int j, int[][] cost) {
    int substituted = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(substituted, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
