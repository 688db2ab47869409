package org.sharelab.jobs.preflight;

import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What a folder does, found by using it.
 *
 * @param sharedWithDriver whether a file that the driver wrote is seen
 * @param createsOnce whether creating a file that is there is refused
 * @param renames whether a renamed file is there under its new name only
 * @param listsWhatWasWritten whether a file is listed as soon as it is written
 * @param problem what went wrong altogether, in one line; null if nothing did
 */
record StorageReport(
    boolean sharedWithDriver,
    boolean createsOnce,
    boolean renames,
    boolean listsWhatWasWritten,
    String problem)
    implements Serializable {
  /** Folder of the files that are written and deleted again. */
  static final String FOLDER = "_sharelab/preflight";

  /**
   * Tries a folder.
   *
   * @param location of the results
   * @param driversFile name of a file that the driver wrote in {@link #FOLDER}
   */
  static StorageReport of(String location, String driversFile, Configuration configuration) {
    Path folder = new Path(location, FOLDER);
    Path own = new Path(folder, UUID.randomUUID().toString());
    try {
      FileSystem files = FileSystem.newInstance(uri(folder, configuration), configuration);
      try (files) {
        return tryOut(files, folder, own, driversFile);
      }
    } catch (IOException | RuntimeException problem) {
      String reason = String.valueOf(problem.getMessage()).lines().findFirst().orElse("");
      return new StorageReport(false, false, false, false, reason);
    }
  }

  private static URI uri(Path folder, Configuration configuration) {
    URI uri = folder.toUri();
    return uri.getScheme() == null ? FileSystem.getDefaultUri(configuration) : uri;
  }

  private static StorageReport tryOut(FileSystem files, Path folder, Path own, String driversFile)
      throws IOException {
    Path first = new Path(own, "first");
    Path second = new Path(own, "second");
    try {
      boolean shared = files.exists(new Path(folder, driversFile));
      write(files, first);
      boolean once = isRefused(files, first);
      boolean listed = lists(files, own, "first");
      boolean renamed = files.rename(first, second) && !files.exists(first) && files.exists(second);
      return new StorageReport(shared, once, renamed, listed, null);
    } finally {
      files.delete(own, true);
    }
  }

  private static boolean lists(FileSystem files, Path folder, String name) throws IOException {
    return Arrays.stream(files.listStatus(folder))
        .anyMatch(f -> f.getPath().getName().equals(name));
  }

  static void write(FileSystem files, Path file) throws IOException {
    try (FSDataOutputStream out = files.create(file, false)) {
      out.write("preflight".getBytes(StandardCharsets.UTF_8));
    }
  }

  private static boolean isRefused(FileSystem files, Path file) {
    try {
      write(files, file);
      return false;
    } catch (IOException refused) {
      return true;
    }
  }
}
