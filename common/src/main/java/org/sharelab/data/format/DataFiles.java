package org.sharelab.data.format;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.sharelab.check.Checks;
import org.sharelab.check.EnvironmentException;

/** Finds files in a data folder, and words what is wrong with them. */
final class DataFiles {
  private DataFiles() {}

  /** The first of these names that the folder has a file of. */
  static Path find(Path folder, String... names) {
    requireFolder(folder);
    for (String name : names) {
      if (Files.isRegularFile(folder.resolve(name))) {
        return folder.resolve(name);
      }
    }
    throw new EnvironmentException(
        "Cannot read %s: no file %s".formatted(folder, String.join(" or ", names)));
  }

  /** All files that match a glob, sorted by name. */
  static List<Path> findAll(Path folder, String glob) {
    requireFolder(folder);
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> matches = Files.newDirectoryStream(folder, glob)) {
      matches.forEach(files::add);
    } catch (IOException failure) {
      throw unreadable(folder, failure);
    }
    Checks.environment(!files.isEmpty(), "Cannot read %s: no file %s", folder, glob);
    Collections.sort(files);
    return files;
  }

  static EnvironmentException damaged(Path file, String problem, Object... values) {
    return new EnvironmentException(
        "Cannot read %s: %s".formatted(file, problem.formatted(values)));
  }

  static EnvironmentException unreadable(Path file, IOException failure) {
    String reason = failure.getMessage() == null ? "" : ", " + failure.getMessage();
    return new EnvironmentException(
        "Cannot read %s: %s%s".formatted(file, failure.getClass().getSimpleName(), reason),
        failure);
  }

  private static void requireFolder(Path folder) {
    Checks.environment(
        Files.isDirectory(folder), "Cannot read data folder %s: no such folder", folder);
  }
}
