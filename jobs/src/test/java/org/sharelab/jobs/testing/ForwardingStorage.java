package org.sharelab.jobs.testing;

import java.util.List;
import org.sharelab.jobs.table.Storage;

/** Storage that hands everything on to another, for tests that step in at some of it. */
public abstract class ForwardingStorage implements Storage {
  private final Storage storage;

  protected ForwardingStorage(Storage storage) {
    this.storage = storage;
  }

  @Override
  public String location() {
    return storage.location();
  }

  @Override
  public List<String> list(String folder) {
    return storage.list(folder);
  }

  @Override
  public boolean exists(String path) {
    return storage.exists(path);
  }

  @Override
  public boolean isFolderOrAbsent() {
    return storage.isFolderOrAbsent();
  }

  @Override
  public byte[] read(String path) {
    return storage.read(path);
  }

  @Override
  public void publish(String path, byte[] content) {
    storage.publish(path, content);
  }

  @Override
  public long modified(String path) {
    return storage.modified(path);
  }

  @Override
  public long clock() {
    return storage.clock();
  }

  @Override
  public void removeLeftovers(long olderThanMillis) {
    storage.removeLeftovers(olderThanMillis);
  }

  @Override
  public void delete(String path) {
    storage.delete(path);
  }
}
