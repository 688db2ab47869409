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
   * Writes or replaces a file. Once this returns, it survives the end of this process by any means.
   *
   * <p>On local disks, HDFS and object stores any reader sees all of it or what was there before;
   * elsewhere a reader, also one after a kill, may find a part of it.
   */
  void publish(String path, byte[] content);

  /** When a file was last written, in milliseconds by the storage's clock. */
  long modified(String path);

  /** The storage's clock, in milliseconds. */
  long clock();

  /** Removes what killed processes left behind in {@link #publish}, if it is older than this. */
  void removeLeftovers(long olderThanMillis);

  /** Deletes a file if it exists. */
  void delete(String path);
}
