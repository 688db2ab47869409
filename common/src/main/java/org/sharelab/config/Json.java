package org.sharelab.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** Canonical JSON: keys sorted, no white space, shortest numbers. Equal values give equal text. */
public final class Json {
  private static final int HASH_DIGITS = 16;

  private Json() {}

  /** A name for a value: the first 16 hexadecimal digits of the SHA-256 of its canonical JSON. */
  public static String hash(Object value) {
    try {
      byte[] text = write(value).getBytes(StandardCharsets.UTF_8);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
      return HexFormat.of().formatHex(hash).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java has SHA-256", impossible);
    }
  }

  /**
   * Writes maps, collections, strings, booleans, numbers and null.
   *
   * <p>NaN and the infinities, which JSON lacks, become the strings {@code "NaN"}, {@code
   * "Infinity"} and {@code "-Infinity"}.
   */
  public static String write(Object value) {
    StringBuilder out = new StringBuilder();
    append(value, out);
    return out.toString();
  }

  private static void append(Object value, StringBuilder out) {
    if (value instanceof Map<?, ?> map) {
      appendObject(map, out);
    } else if (value instanceof Collection<?> collection) {
      appendArray(collection, out);
    } else if (value instanceof Double || value instanceof Float) {
      appendNumber(((Number) value).doubleValue(), out);
    } else if (value == null || value instanceof Number || value instanceof Boolean) {
      out.append(value);
    } else if (value instanceof Enum<?> constant) {
      appendString(Names.of(constant), out);
    } else {
      appendString(value.toString(), out);
    }
  }

  private static void appendObject(Map<?, ?> map, StringBuilder out) {
    Map<String, Object> sorted = new TreeMap<>();
    map.forEach((key, member) -> sorted.put(key.toString(), member));
    String separator = "{";
    for (Map.Entry<String, Object> member : sorted.entrySet()) {
      out.append(separator);
      appendString(member.getKey(), out);
      out.append(':');
      append(member.getValue(), out);
      separator = ",";
    }
    out.append(sorted.isEmpty() ? "{}" : "}");
  }

  private static void appendArray(Collection<?> elements, StringBuilder out) {
    out.append('[');
    String separator = "";
    for (Object element : elements) {
      out.append(separator);
      append(element, out);
      separator = ",";
    }
    out.append(']');
  }

  private static void appendNumber(double number, StringBuilder out) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      appendString(Double.toString(number), out);
    } else if (number == Math.rint(number) && Math.abs(number) < 1e15) {
      out.append((long) number);
    } else {
      out.append(number);
    }
  }

  private static void appendString(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
