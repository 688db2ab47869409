package org.sharelab.jobs.testing;

import java.util.List;
import org.sharelab.jobs.table.Storage;

/** Storage under a writer that is killed just before one of its changes. */
public final class FailingStorage implements Storage {

  /** Stands for the kill. */
  public static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final Storage storage;
  private int changesLeft;

  /**
   * @param changes how many files are still written or deleted before the kill
   */
  public FailingStorage(Storage storage, int changes) {
    this.storage = storage;
    this.changesLeft = changes;
  }

  private void change() {
    if (changesLeft-- <= 0) {
      throw new Killed();
    }
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
    change();
    storage.publish(path, content);
  }

  @Override
  public void delete(String path) {
    change();
    storage.delete(path);
  }
}
