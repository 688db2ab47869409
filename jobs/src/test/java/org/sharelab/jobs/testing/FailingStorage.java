package org.sharelab.jobs.testing;

import java.util.Arrays;
import org.sharelab.jobs.table.Storage;

/** Storage under a writer that is killed just before one of its changes, or in the middle of it. */
public final class FailingStorage extends ForwardingStorage {

  /** Stands for the kill. */
  public static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final Death death;
  private int changesLeft;

  /** What the kill leaves of a file under way. */
  public enum Death {
    /** Nothing, as on a file system that shows whole files only. */
    BEFORE,
    /** Its first half, as on a file system that promises nothing. */
    HALFWAY
  }

  /**
   * @param changes how many files are still written or deleted before the kill
   */
  public FailingStorage(Storage storage, int changes, Death death) {
    super(storage);
    this.changesLeft = changes;
    this.death = death;
  }

  private boolean isLast() {
    return changesLeft-- <= 0;
  }

  @Override
  public void publish(String path, byte[] content) {
    if (isLast()) {
      boolean claim = path.contains("/claims/"); // half a claim holds up the next run for a while
      if (death == Death.HALFWAY && !claim) {
        super.publish(path, Arrays.copyOf(content, content.length / 2));
      }
      throw new Killed();
    }
    super.publish(path, content);
  }

  @Override
  public void delete(String path) {
    if (isLast()) {
      throw new Killed();
    }
    super.delete(path);
  }
}
