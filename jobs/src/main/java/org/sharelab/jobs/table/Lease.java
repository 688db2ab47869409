package org.sharelab.jobs.table;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.sharelab.check.EnvironmentException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right of one process to write one set of tables, renewed every few seconds.
 *
 * <p>A process that wants the right writes a claim under a name of its own and then lists all
 * claims: the greatest epoch has it, and whoever finds a greater one than its own leaves. So a
 * process that was taken for dead and comes back finds the claim of its successor. No file has to
 * be created or renamed atomically; listings have to show what was written before.
 *
 * <p>What keeps rows from being lost or doubled is not this, since a process can always be stopped
 * between looking and writing, but the order of steps in {@link Publisher}; this keeps two
 * processes from wasting work.
 */
final class Lease implements AutoCloseable {
  /** What is agreed between all processes: 30 seconds of silence, a renewal every five. */
  static final Terms USUAL = new Terms(Duration.ofSeconds(5), Duration.ofSeconds(30));

  private static final Logger LOG = LoggerFactory.getLogger(Lease.class);
  private static final long POLL_MILLIS = 200;

  private final Storage storage;
  private final Claims claims;
  private final Terms terms;
  private final Supplier<Epoch> written;
  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "sharelab-lease");
            thread.setDaemon(true);
            return thread;
          });

  private volatile Supplier<Map<String, Object>> progress = Map::of;
  private volatile boolean lost;
  private Claim claim;

  /**
   * How long is waited for a sign of life.
   *
   * @param beat how often the right is renewed
   * @param limit after so long without renewal another process may take over
   */
  record Terms(Duration beat, Duration limit) {}

  private Lease(Storage storage, Claims claims, Terms terms, Supplier<Epoch> written) {
    this.storage = storage;
    this.claims = claims;
    this.terms = terms;
    this.written = written;
  }

  /**
   * Takes the right, after a while if its last holder may be alive and does not show it.
   *
   * @param written the greatest epoch that has published anything
   * @param notice told in one line why this takes long, if it does
   * @throws EnvironmentException if another process is at work
   */
  static Lease acquire(
      Storage storage,
      String scope,
      DriverProcess process,
      Terms terms,
      Supplier<Epoch> written,
      Consumer<String> notice) {
    Lease lease = new Lease(storage, new Claims(storage, scope), terms, written);
    while (!lease.take(process, notice)) {
      LOG.debug("Another process claimed {} at the same time", storage.location());
    }
    lease.heart.scheduleWithFixedDelay(
        lease::beat, terms.beat().toMillis(), terms.beat().toMillis(), TimeUnit.MILLISECONDS);
    return lease;
  }

  private boolean take(DriverProcess process, Consumer<String> notice) {
    awaitFree(notice);
    String since = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    claim = new Claim(newest().next(), process, since, 0, false, Map.of());
    claims.write(claim);
    if (newest().equals(claim.epoch())) {
      claims.epochs().stream()
          .filter(epoch -> epoch.compareTo(claim.epoch()) < 0)
          .forEach(claims::delete);
      return true;
    }
    claims.delete(claim.epoch());
    return false;
  }

  /** The greatest epoch that is claimed or has published. */
  private Epoch newest() {
    Epoch published = written.get();
    return claims.newest().filter(epoch -> epoch.compareTo(published) > 0).orElse(published);
  }

  private void awaitFree(Consumer<String> notice) {
    Optional<Epoch> newest = claims.newest();
    if (newest.isEmpty()) {
      return;
    }
    Epoch epoch = newest.get();
    Optional<Claim> seen = claims.read(epoch);
    if (seen.filter(holder -> holder.ended() || holder.process().isGone()).isPresent()) {
      return;
    }
    OptionalLong age = claims.age(epoch);
    if (age.isEmpty()) {
      awaitFree(notice); // it was withdrawn while we looked: who has it now?
      return;
    }
    long patience = terms.limit().toMillis() - age.getAsLong();
    if (patience <= 0) {
      return; // also a process that is still there, and stuck or not yet buried
    }
    if (seen.filter(holder -> holder.process().isPresent()).isPresent()) {
      throw atWork(seen);
    }
    notice.accept(
        "Waiting up to %d s: another run (%s) may be at work"
            .formatted(patience / 1000 + 1, described(seen)));
    awaitSilence(epoch, seen, patience);
  }

  /** Returns when a claim was not renewed for so long; throws as soon as it is. */
  private void awaitSilence(Epoch epoch, Optional<Claim> seen, long patience) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patience);
    while (System.nanoTime() < deadline) {
      sleep();
      Optional<Claim> now = claims.read(epoch);
      if (now.filter(Claim::ended).isPresent()) {
        return;
      }
      if (now.isPresent() && seen.isPresent() && now.get().beats() > seen.get().beats()) {
        throw atWork(now);
      }
      seen = seen.isPresent() ? seen : now;
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new EnvironmentException("Cannot wait for another run: interrupted", interrupted);
    }
  }

  private EnvironmentException atWork(Optional<Claim> holder) {
    return new EnvironmentException(
        "Cannot write %s: another run (%s) is at work"
            .formatted(storage.location(), described(holder)));
  }

  private static String described(Optional<Claim> holder) {
    return holder.map(Claim::toString).orElse("unknown");
  }

  /** This turn. */
  Epoch epoch() {
    return claim.epoch();
  }

  /** What every renewal tells others from now on. */
  void report(Supplier<Map<String, Object>> latest) {
    progress = latest;
    heart.execute(this::beat);
  }

  /** Whether another process is known to have taken over; cheap. */
  boolean isLost() {
    return lost;
  }

  /**
   * Looks whether another process has taken over.
   *
   * @throws EnvironmentException if it has
   */
  void check() {
    if (isOvertaken()) {
      String successor = claims.newest().flatMap(claims::read).map(Claim::toString).orElse("gone");
      throw new EnvironmentException(
          "Cannot go on in %s: another run (%s) has taken over; what was committed stays"
              .formatted(storage.location(), successor));
    }
  }

  private boolean isOvertaken() {
    lost = lost || newest().compareTo(epoch()) > 0 || !claims.epochs().contains(epoch());
    return lost;
  }

  private synchronized void beat() {
    try {
      if (isOvertaken()) {
        heart.shutdown();
      } else {
        claim = claim.beat(progress.get(), false);
        claims.write(claim);
      }
    } catch (RuntimeException problem) {
      LOG.warn("{}", problem.getMessage());
    }
  }

  /** Stops renewing, without another word. */
  void abandon() {
    heart.shutdown();
  }

  /** Gives the right back. */
  @Override
  public void close() {
    heart.shutdown();
    synchronized (this) {
      if (!lost) {
        claim = claim.beat(progress.get(), true);
        claims.write(claim);
        lost = true;
      }
    }
  }
}
