package org.sharelab.jobs.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Reference numbers that may lie beside the checkout. */
public final class SharedTruth {
  private static final Path ROOT = Path.of(System.getProperty("sharelab.shared", "../../shared"));

  private SharedTruth() {}

  /** A file of reference numbers; skips the test, saying why, where it is absent. */
  public static Path file(String name) {
    Path path = ROOT.resolve("truth").resolve(name).normalize();
    boolean present = Files.exists(path);
    if (!present) {
      System.out.println("SKIPPED: needs " + path + ", which is not here");
    }
    assumeTrue(present, "needs " + path);
    return path;
  }
}
