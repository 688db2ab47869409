package org.sharelab.jobs.testing;

import org.sharelab.jobs.table.Storage;

/**
 * Storage under a writer that stands still just before one of its changes, for as long as something
 * else takes, and then goes on.
 */
public final class OvertakenStorage extends ForwardingStorage {
  private final Runnable meanwhile;
  private int changesLeft;

  /**
   * @param changes how many files are still written or deleted before
   * @param meanwhile what happens while the writer stands still
   */
  public OvertakenStorage(Storage storage, int changes, Runnable meanwhile) {
    super(storage);
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
  public void publish(String path, byte[] content) {
    change();
    super.publish(path, content);
  }

  @Override
  public void delete(String path) {
    change();
    super.delete(path);
  }
}
