package org.sharelab.jobs.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.sharelab.result.Table;

/**
 * Publishes batches of rows of a set of tables, so that readers see all rows of a batch or none,
 * and that no writer which was overtaken takes anything away.
 *
 * <p>The order of steps is what counts. To begin: claim, then read the latest manifest, then write
 * it again under the own epoch, which from then on hides whatever an overtaken writer adds. To
 * publish: data files under new names, then the manifest that names them, then <em>look for a
 * greater claim</em>, and only if there is none remove what the manifest has made superfluous. If
 * the successor's claim is not there yet at that look, the successor reads the manifests later and
 * finds this one; if it is there, nothing is removed, and the successor finds all rows where they
 * were before. Removal itself may then happen at any later time.
 *
 * <p>Not thread-safe.
 */
final class Publisher implements AutoCloseable {
  private final Manifests manifests;
  private final Batches batches;
  private final Lease lease;
  private Manifest current;
  private int batchesWritten;

  private Publisher(Manifests manifests, Batches batches, Lease lease) {
    this.manifests = manifests;
    this.batches = batches;
    this.lease = lease;
  }

  /**
   * Takes the right to publish, and clears away what killed writers left.
   *
   * @param scope names the set of tables; each has its own writer
   * @param tables with the one first that the others belong to
   * @throws org.sharelab.check.EnvironmentException if another process is at work
   */
  static Publisher open(
      Storage storage,
      String scope,
      List<? extends Table<?>> tables,
      DriverProcess process,
      Consumer<String> notice) {
    Manifests manifests = new Manifests(storage, scope);
    Lease lease =
        Lease.acquire(storage, scope, process, Lease.USUAL, manifests::newestEpoch, notice);
    Batches batches = new Batches(storage, tables);
    Publisher publisher = new Publisher(manifests, batches, lease);
    try {
      storage.removeLeftovers(Lease.USUAL.limit().toMillis());
      Manifest inherited = inherited(manifests, batches);
      publisher.advance(inherited.next(lease.epoch(), Set.of(), List.of()));
      return publisher;
    } catch (RuntimeException problem) {
      lease.abandon();
      throw problem;
    }
  }

  /** What a folder holds before this turn. */
  static Manifest inherited(Manifests manifests, Batches batches) {
    return manifests.latest().orElseGet(() -> new Manifest(Epoch.NONE, 0, batches.unlisted()));
  }

  /** What is published. */
  Manifest manifest() {
    return current;
  }

  /** The rows of a table in a batch; none if it has none there. */
  List<List<Object>> rows(Table<?> table, Manifest.Batch batch) {
    return batch.has(table.name()) ? batches.rows(table, batch.name()) : List.of();
  }

  Lease lease() {
    return lease;
  }

  /**
   * Adds batches and takes away others, for readers in one step.
   *
   * @param removed names of batches
   * @param added rows by table of each new batch
   * @return the new batches, in order
   * @throws org.sharelab.check.EnvironmentException if another process has taken over; then nothing
   *     that was there is gone
   */
  List<Manifest.Batch> publish(Set<String> removed, List<Map<String, List<List<Object>>>> added) {
    lease.check();
    List<Manifest.Batch> written = new ArrayList<>();
    for (Map<String, List<List<Object>>> rows : added) {
      written.add(batches.write(Batches.name(lease.epoch(), batchesWritten++), rows));
    }
    advance(current.next(lease.epoch(), removed, written));
    return written;
  }

  private void advance(Manifest next) {
    manifests.write(next);
    lease.check();
    current = next;
    manifests.removeBefore(next);
    batches.removeUnlisted(next);
  }

  /** Gives the right back. */
  @Override
  public void close() {
    lease.close();
  }
}
