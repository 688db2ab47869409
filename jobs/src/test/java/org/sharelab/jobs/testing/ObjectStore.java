package org.sharelab.jobs.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * A file system that behaves like an object store, over a local folder: a file is there when it is
 * closed and not before, the last of several writers of a name wins whatever {@code overwrite}
 * says, and a rename copies and then deletes, and here always dies between the two.
 *
 * <p>Its URIs begin with {@code objects:///}.
 */
public final class ObjectStore extends RawLocalFileSystem {
  /** How often anything was renamed, in this process. */
  public static final AtomicInteger RENAMES = new AtomicInteger();

  /** Hadoop's settings with which {@code objects:} is this file system. */
  public static Configuration configuration() {
    Configuration configuration = new Configuration();
    configuration.setClass("fs.objects.impl", ObjectStore.class, FileSystem.class);
    return configuration;
  }

  /** The location of a local folder in the store. */
  public static String location(java.nio.file.Path folder) {
    return "objects://" + folder.toAbsolutePath();
  }

  @Override
  public URI getUri() {
    return URI.create("objects:///");
  }

  @Override
  public String getScheme() {
    return "objects";
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return new FSDataOutputStream(new Upload(path.toUri().getPath()), null);
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return create(path, null, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public boolean rename(Path source, Path target) throws IOException {
    RENAMES.incrementAndGet();
    try (OutputStream copy = create(target, true)) {
      copy.write(Files.readAllBytes(Paths.get(source.toUri().getPath())));
    }
    throw new FailingStorage.Killed();
  }

  /** Collects a file, and makes it appear as a whole. */
  private static final class Upload extends OutputStream {
    private final java.nio.file.Path target;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    Upload(String target) {
      this.target = Paths.get(target);
    }

    @Override
    public void write(int octet) {
      content.write(octet);
    }

    @Override
    public void write(byte[] octets, int offset, int length) {
      content.write(octets, offset, length);
    }

    @Override
    public void close() throws IOException {
      Files.createDirectories(target.getParent());
      java.nio.file.Path upload = Files.createTempFile("upload", null);
      Files.write(upload, content.toByteArray());
      Files.move(upload, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
