package org.sharelab.jobs.study;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.sharelab.jobs.table.TrialRows;
import org.sharelab.result.Status;
import org.sharelab.study.Study;
import org.sharelab.study.TrialSpec;

/**
 * Shows how a study goes on: one line that is rewritten on a terminal, now and then a line of its
 * own elsewhere.
 *
 * <p>The time left assumes that what is left goes as fast, per multiply-add, as what was done.
 */
public final class StudyProgress {
  private static final long SECOND = 1_000_000_000L;
  private static final long LIVE_INTERVAL = SECOND;
  private static final long PLAIN_INTERVAL = 15 * SECOND;

  private static final String REWRITE = "\r\033[K";

  private final PrintWriter out;
  private final boolean live;
  private final LongSupplier nanoTime;

  private final StudyTally tally = new StudyTally();
  private IntSupplier running = () -> 0;
  private long started;
  private long lastShown;
  private long lastCounted;

  /**
   * Progress on a stream.
   *
   * @param live whether the stream is a terminal
   * @param nanoTime a clock in nanoseconds, such as {@code System::nanoTime}
   */
  public StudyProgress(PrintWriter out, boolean live, LongSupplier nanoTime) {
    this.out = out;
    this.live = live;
    this.nanoTime = nanoTime;
  }

  /** The figures behind the line. */
  public StudyTally tally() {
    return tally;
  }

  /** Counts the trials that are being trained, once a second. */
  void watch(IntSupplier count) {
    running = count;
  }

  void start(Study study, List<TrialSpec> missing) {
    tally.start(study, missing);
    started = nanoTime.getAsLong();
    lastShown = started;
    lastCounted = started;
    if (live && (study.isSearch() || !missing.isEmpty())) {
      show();
    }
  }

  void finished(TrialSpec trial, TrialRows rows) {
    tally.finished(trial, rows);
  }

  /** To be called often; shows something if it is time to. */
  void tick() {
    long now = nanoTime.getAsLong();
    if (now - lastCounted >= SECOND) {
      lastCounted = now;
      tally.running(running.getAsInt());
    }
    if (now - lastShown >= (live ? LIVE_INTERVAL : PLAIN_INTERVAL)) {
      show();
    }
  }

  /** Leaves the terminal line for what follows. */
  void end() {
    if (live) {
      out.print(REWRITE);
      out.flush();
    }
  }

  private void show() {
    lastShown = nanoTime.getAsLong();
    out.print(live ? REWRITE + line() : line() + System.lineSeparator());
    out.flush();
  }

  private String line() {
    StringBuilder line =
        new StringBuilder(
            tally.isOpen()
                ? "%d trials ended".formatted(tally.done())
                : "%d of %d trials".formatted(tally.done(), tally.planned()));
    if (tally.running() > 0) {
      line.append(", %d running".formatted(tally.running()));
    }
    for (Status status : Status.values()) {
      if (status != Status.COMPLETED && tally.ended(status) > 0) {
        line.append(", %d %s".formatted(tally.ended(status), status.column().replace('_', ' ')));
      }
    }
    if (!Double.isNaN(tally.bestAccuracy())) {
      line.append(String.format(Locale.ROOT, ", best accuracy %.4f", tally.bestAccuracy()));
    }
    long elapsed = (nanoTime.getAsLong() - started) / SECOND;
    line.append(", ").append(duration(elapsed)).append(" so far");
    if (tally.leftOverDone() > 0) {
      long left = Math.round(elapsed * tally.leftOverDone());
      line.append(", about ").append(duration(left)).append(" left");
    }
    return line.toString();
  }

  /** A duration for people, such as {@code 2 min 05 s}. */
  public static String duration(long seconds) {
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return "%d min %02d s".formatted(seconds / 60, seconds % 60);
    }
    return "%d h %02d min".formatted(seconds / 3600, seconds % 3600 / 60);
  }
}
