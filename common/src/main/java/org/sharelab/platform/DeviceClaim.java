package org.sharelab.platform;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.sharelab.check.EnvironmentException;

/**
 * A trial's exclusive use of a device of this machine, until it is closed.
 *
 * <p>It is a lock on a file in the folder for temporary files, so that it also holds against other
 * processes of the machine that see the same folder, and ends with the process at the latest.
 */
public final class DeviceClaim implements AutoCloseable {
  private final FileChannel file;

  private DeviceClaim(FileChannel file) {
    this.file = file;
  }

  /**
   * Claims a device.
   *
   * @param device a name that all processes of the machine use for it
   * @throws EnvironmentException if somebody has it
   */
  public static DeviceClaim of(String device) {
    String name = "sharelab-device-" + device.replaceAll("[^A-Za-z0-9.-]", "_") + ".lock";
    Path path = Path.of(System.getProperty("java.io.tmpdir"), name);
    FileChannel file = null;
    try {
      file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = file.tryLock();
      if (lock != null) {
        return new DeviceClaim(file);
      }
      file.close();
      throw taken(device, null);
    } catch (OverlappingFileLockException here) {
      closeQuietly(file);
      throw taken(device, here);
    } catch (IOException problem) {
      closeQuietly(file);
      throw new EnvironmentException(
          "Cannot claim device %s: %s".formatted(device, problem.getMessage()), problem);
    }
  }

  private static EnvironmentException taken(String device, Throwable cause) {
    return new EnvironmentException(
        "Cannot use device %s: another trial on this machine is using it (Spark gave it out twice)"
            .formatted(device),
        cause);
  }

  private static void closeQuietly(FileChannel file) {
    if (file != null) {
      try {
        file.close();
      } catch (IOException ignored) {
        // The lock was never ours.
      }
    }
  }

  /** Gives the device back. */
  @Override
  public void close() {
    closeQuietly(file);
  }
}
