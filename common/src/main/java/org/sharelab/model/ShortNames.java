package org.sharelab.model;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the sizes in short names of models, such as {@code 28-10}. */
final class ShortNames {
  private ShortNames() {}

  /** Whole numbers joined by hyphens, one per key, or nothing at all. */
  static Optional<Map<String, Object>> numbers(String sizes, String... keys) {
    if (sizes.isEmpty()) {
      return Optional.of(Map.of());
    }
    String[] parts = sizes.split("-", -1);
    if (parts.length != keys.length || !sizes.matches("\\d{1,9}(-\\d{1,9})*")) {
      return Optional.empty();
    }
    Map<String, Object> values = new TreeMap<>();
    for (int i = 0; i < keys.length; i++) {
      values.put(keys[i], Integer.valueOf(parts[i]));
    }
    return Optional.of(values);
  }
}
