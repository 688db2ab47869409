package org.sharelab.study;

import java.util.Map;
import java.util.TreeMap;
import org.sharelab.config.Json;

/**
 * Names for trials and studies: hashes of their canonical form.
 *
 * <p>Where the data lie is not part of a name: moving a folder changes no result.
 */
final class TrialId {
  private TrialId() {}

  static String of(Map<String, Object> canonical) {
    return Json.hash(withoutLocations(canonical));
  }

  private static Map<String, Object> withoutLocations(Map<String, Object> canonical) {
    Map<String, Object> result = new TreeMap<>(canonical);
    if (result.get("data") instanceof Map<?, ?> data) {
      Map<Object, Object> located = new TreeMap<>(data);
      located.remove("path");
      result.put("data", located);
    }
    return result;
  }
}
