package org.sharelab.jobs.testing;

import java.util.List;
import org.sharelab.jobs.table.Storage;

/**
 * Storage under a writer that stands still just before one of its changes, for as long as something
 * else takes, and then goes on.
 */
public final class OvertakenStorage implements Storage {
  private final Storage storage;
  private final Runnable meanwhile;
  private int changesLeft;

  /**
   * @param changes how many files are still written or deleted before
   * @param meanwhile what happens while the writer stands still
   */
  public OvertakenStorage(Storage storage, int changes, Runnable meanwhile) {
    this.storage = storage;
    this.changesLeft = changes;
    this.meanwhile = meanwhile;
  }

  /** Whether that has happened. */
  public boolean isOvertaken() {
    return changesLeft < 0;
  }

  private void change() {
    if (changesLeft-- == 0) {
      meanwhile.run();
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
    change();
    storage.delete(path);
  }
}
