package org.sharelab.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Real images and reference numbers that may lie beside the checkout. */
public final class SharedFiles {
  private static final Path ROOT = Path.of(System.getProperty("sharelab.shared", "../../shared"));

  private SharedFiles() {}

  /** A folder or file of images; skips the test, saying why, where it is absent. */
  public static Path data(String name) {
    return existing(ROOT.resolve("data").resolve(name));
  }

  /** A file of reference numbers; skips the test, saying why, where it is absent. */
  public static Path truth(String name) {
    return existing(ROOT.resolve("truth").resolve(name));
  }

  private static Path existing(Path path) {
    boolean present = Files.exists(path);
    if (!present) {
      System.out.println("SKIPPED: needs " + path.normalize() + ", which is not here");
    }
    assumeTrue(present, "needs " + path.normalize());
    return path.normalize();
  }
}
