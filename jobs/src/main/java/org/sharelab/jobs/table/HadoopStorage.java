package org.sharelab.jobs.table;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
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
 * <p>A file is written under a temporary name in {@value #TEMPORARY} and then renamed, which
 * replaces atomically on local disks and HDFS and is one copy of one object on object stores.
 */
public final class HadoopStorage implements Storage {
  static final String TEMPORARY = "_sharelab/tmp";

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
          Path temporary = resolve(TEMPORARY + "/" + UUID.randomUUID());
          write(temporary, content);
          files.mkdirs(file.getParent());
          replace(temporary, file);
          return null;
        });
  }

  private void write(Path file, byte[] content) throws IOException {
    try (FSDataOutputStream out = files.create(file, false)) {
      out.write(content);
      if (out.hasCapability(StreamCapabilities.HSYNC)) {
        out.hsync();
      }
    }
  }

  private void replace(Path temporary, Path file) throws IOException {
    if ("file".equals(root.toUri().getScheme())) {
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
      String name =
          "file".equals(root.toUri().getScheme()) ? resolved.toUri().getPath() : "" + resolved;
      throw new EnvironmentException(
          "Cannot %s %s: %s".formatted(verb, name, reason(problem)), problem);
    }
  }

  private static String reason(Exception problem) {
    String message = problem.getMessage();
    return message == null || message.isBlank()
        ? problem.getClass().getSimpleName()
        : message.lines().findFirst().orElseThrow();
  }
}
