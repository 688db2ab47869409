package org.sharelab.jobs.table;

import java.util.List;

/**
 * The files of one folder, on any file system. Paths are relative to the folder, with slashes.
 *
 * <p>All methods throw {@link org.sharelab.check.EnvironmentException} if the storage fails.
 */
public interface Storage {

  /** The folder, for messages. */
  String location();

  /** Names of the files and folders in a folder, sorted; none if it does not exist. */
  List<String> list(String folder);

  boolean exists(String path);

  /** Whether the location itself can be used: a folder, or nothing yet. */
  boolean isFolderOrAbsent();

  byte[] read(String path);

  /**
   * Writes a file so that any reader sees all of it or, for as long as that is not so, what was
   * there before. It survives the end of this process by any means.
   */
  void publish(String path, byte[] content);

  /** Deletes a file if it exists. */
  void delete(String path);
}
