package org.sharelab.jobs.drill;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Kills with signal 9, each point as often as it says, and keeps count in a folder that all
 * processes see.
 *
 * @param folder where every kill leaves a file
 */
public record Kills(String folder) implements Serializable {
  private static final long FOREVER_MILLIS = 60_000;

  /** Whether this process is the one that has to act; at most as often as the point says. */
  boolean isDue(KillPoint point) {
    for (int kill = 1; kill <= point.kills(); kill++) {
      try {
        Files.createFile(Path.of(folder, point + "-" + kill));
        return true;
      } catch (FileAlreadyExistsException done) {
        // look for the next
      } catch (IOException problem) {
        throw new UncheckedIOException(problem);
      }
    }
    return false;
  }

  /** How many kills there were. */
  int count() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      return (int) files.filter(file -> file.getFileName().toString().contains("-")).count();
    }
  }

  /** Makes this process the driver that others kill. */
  void iAmTheDriver() {
    try {
      Files.writeString(Path.of(folder, "driver.pid"), "" + ProcessHandle.current().pid());
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  void killDriver() {
    try {
      kill(Long.parseLong(Files.readString(Path.of(folder, "driver.pid"))));
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  /** Kills the worker that started this executor. */
  static void killWorker() {
    kill(ProcessHandle.current().parent().orElseThrow().pid());
  }

  /** Does not return. */
  public static void killMyself() {
    kill(ProcessHandle.current().pid());
    try {
      Thread.sleep(FOREVER_MILLIS);
    } catch (InterruptedException impossible) {
      Thread.currentThread().interrupt();
    }
    throw new IllegalStateException("Survived signal 9");
  }

  private static void kill(long pid) {
    try {
      new ProcessBuilder("kill", "-9", "" + pid).inheritIO().start().waitFor();
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
