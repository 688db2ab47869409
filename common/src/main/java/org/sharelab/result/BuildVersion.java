package org.sharelab.result;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Which build of the application this is.
 *
 * @param version of the application
 * @param gitCommit it was built from, with {@code -dirty} if files were changed; "unknown" outside
 *     a checkout
 */
public record BuildVersion(String version, String gitCommit) {
  private static final BuildVersion CURRENT = read();

  /** The build that is running. */
  public static BuildVersion current() {
    return CURRENT;
  }

  private static BuildVersion read() {
    Properties build = new Properties();
    try (InputStream in = BuildVersion.class.getResourceAsStream("build.properties")) {
      build.load(in);
    } catch (IOException damagedJar) {
      throw new UncheckedIOException(damagedJar);
    }
    return new BuildVersion(filled(build, "version"), filled(build, "commit"));
  }

  /** A value that the build had nothing to fill in for still reads as its placeholder. */
  private static String filled(Properties build, String key) {
    String value = build.getProperty(key, "");
    return value.isEmpty() || value.startsWith("${") ? "unknown" : value;
  }
}
