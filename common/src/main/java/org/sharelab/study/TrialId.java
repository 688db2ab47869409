package org.sharelab.study;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.sharelab.config.Json;

/**
 * Names for trials and studies: the first 16 hexadecimal digits of the SHA-256 of canonical JSON.
 *
 * <p>Where the data lie is not part of a name: moving a folder changes no result.
 */
final class TrialId {
  private static final int DIGITS = 16;

  private TrialId() {}

  static String of(Map<String, Object> canonical) {
    byte[] text = Json.write(withoutLocations(canonical)).getBytes(StandardCharsets.UTF_8);
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
      return HexFormat.of().formatHex(hash).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java has SHA-256", impossible);
    }
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
