package org.sharelab.jobs.table;

import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.sharelab.check.EnvironmentException;

/**
 * A folder on any Hadoop file system: a local disk, HDFS, an object store.
 *
 * <p>Where renaming replaces atomically, on local disks and HDFS, a file is written under a
 * temporary name in {@value #TEMPORARY} and then renamed, so that no reader sees a part of it.
 * Everywhere else it is written in its place and nothing is ever renamed: object stores show a file
 * when it is closed.
 */
public final class HadoopStorage implements Storage {
  static final String TEMPORARY = "_sharelab/tmp";

  private static final Set<String> ATOMIC_RENAME = Set.of("file", "hdfs");

  private final Path root;
  private final FileSystem files;
  private final Configuration configuration;

  private HadoopStorage(Path root, FileSystem files, Configuration configuration) {
    this.root = root;
    this.files = files;
    this.configuration = configuration;
  }

  /**
   * A folder that may not exist yet.
   *
   * @param location a path of the default file system's kind, or a URI such as {@code
   *     hdfs://host/results}
   */
  public static HadoopStorage at(String location, Configuration configuration) {
    try {
      Path path = new Path(location);
      FileSystem files = path.getFileSystem(configuration);
      Path root = files.makeQualified(path);
      // Hadoop's checksum files beside local files cannot be replaced together with them.
      FileSystem direct = files instanceof LocalFileSystem local ? local.getRawFileSystem() : files;
      return new HadoopStorage(root, direct, configuration);
    } catch (IOException | IllegalArgumentException problem) {
      throw new EnvironmentException(
          "Cannot open %s: %s".formatted(location, reason(problem)), problem);
    }
  }

  @Override
  public String location() {
    URI uri = root.toUri();
    return "file".equals(uri.getScheme()) ? uri.getPath() : uri.toString();
  }

  /** The full name of a file, as Spark takes it. */
  public String uri(String path) {
    return resolve(path).toString();
  }

  @Override
  public List<String> list(String folder) {
    return attempt(
        "list",
        folder,
        path -> {
          try {
            return Arrays.stream(files.listStatus(path))
                .map(FileStatus::getPath)
                .map(Path::getName)
                .sorted()
                .toList();
          } catch (FileNotFoundException absent) {
            return List.of();
          }
        });
  }

  @Override
  public boolean exists(String path) {
    return attempt("look for", path, files::exists);
  }

  @Override
  public boolean isFolderOrAbsent() {
    return attempt(
        "look for", "", path -> !files.exists(path) || files.getFileStatus(path).isDirectory());
  }

  @Override
  public byte[] read(String path) {
    return attempt(
        "read",
        path,
        file -> {
          try (FSDataInputStream in = files.open(file)) {
            return in.readAllBytes();
          }
        });
  }

  @Override
  public void publish(String path, byte[] content) {
    attempt(
        "write",
        path,
        file -> {
          if (!ATOMIC_RENAME.contains(root.toUri().getScheme())) {
            write(file, content);
            return null;
          }
          Path temporary = temporary();
          write(temporary, content);
          files.mkdirs(file.getParent());
          replace(temporary, file);
          return null;
        });
  }

  @Override
  public long modified(String path) {
    return attempt("look at", path, file -> files.getFileStatus(file).getModificationTime());
  }

  @Override
  public long clock() {
    return attempt(
        "write",
        TEMPORARY,
        folder -> {
          Path probe = temporary();
          write(probe, new byte[0]);
          long now = files.getFileStatus(probe).getModificationTime();
          files.delete(probe, false);
          return now;
        });
  }

  @Override
  public void removeLeftovers(long olderThanMillis) {
    List<String> leftovers = list(TEMPORARY);
    if (leftovers.isEmpty()) {
      return;
    }
    long now = clock();
    for (String name : leftovers) {
      attempt(
          "delete",
          TEMPORARY + "/" + name,
          file -> {
            try {
              long age = now - files.getFileStatus(file).getModificationTime();
              return age > olderThanMillis && files.delete(file, true);
            } catch (FileNotFoundException removedByAnother) {
              return false;
            }
          });
    }
  }

  private boolean isLocal() {
    return "file".equals(root.toUri().getScheme());
  }

  private Path temporary() {
    return resolve(TEMPORARY + "/" + UUID.randomUUID());
  }

  private void write(Path file, byte[] content) throws IOException {
    if (isLocal()) {
      // Hadoop would start a process for each file, to set its permissions.
      Files.createDirectories(java.nio.file.Path.of(file.getParent().toUri().getPath()));
      try (FileOutputStream out = new FileOutputStream(file.toUri().getPath())) {
        out.write(content);
        out.getFD().sync();
      }
      return;
    }
    try (FSDataOutputStream out = files.create(file, true)) {
      out.write(content);
      if (out.hasCapability(StreamCapabilities.HSYNC)) {
        out.hsync();
      }
    }
  }

  private void replace(Path temporary, Path file) throws IOException {
    if (isLocal()) {
      if (!files.rename(temporary, file)) { // POSIX: replaces
        throw new IOException("rename failed");
      }
    } else {
      FileContext.getFileContext(root.toUri(), configuration)
          .rename(temporary, file, Rename.OVERWRITE);
    }
  }

  @Override
  public void delete(String path) {
    attempt("delete", path, file -> files.delete(file, true));
  }

  private Path resolve(String path) {
    return path.isEmpty() ? root : new Path(root, path);
  }

  private interface Action<T> {
    T on(Path path) throws IOException;
  }

  private <T> T attempt(String verb, String path, Action<T> action) {
    Path resolved = resolve(path);
    try {
      return action.on(resolved);
    } catch (IOException problem) {
      String name = isLocal() ? resolved.toUri().getPath() : "" + resolved;
      throw new EnvironmentException(
          "Cannot %s %s: %s".formatted(verb, name, reason(problem)), problem);
    }
  }

  private static String reason(Exception problem) {
    if (problem instanceof AccessDeniedException) {
      return "permission denied"; // its message is the path only
    }
    String message = problem.getMessage();
    return message == null || message.isBlank()
        ? problem.getClass().getSimpleName()
        : message.lines().findFirst().orElseThrow();
  }
}
