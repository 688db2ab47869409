package org.sharelab.jobs.study;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.sharelab.jobs.table.TrialRows;
import org.sharelab.result.Status;
import org.sharelab.study.Study;
import org.sharelab.study.TrialCost;
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

  /** For the number of trials of a search, which its results decide. */
  private static final int OPEN = -1;

  private static final String REWRITE = "\r\033[K";

  private final PrintWriter out;
  private final boolean live;
  private final LongSupplier nanoTime;

  private int planned;
  private int done;
  private int pruned;
  private int unsuccessful;
  private double costLeft;
  private double costDone;
  private double bestAccuracy = Double.NaN;
  private long started;
  private long lastShown;

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

  void start(Study study, List<TrialSpec> missing) {
    planned = study.isSearch() ? OPEN : study.trials().size();
    done = study.isSearch() ? 0 : planned - missing.size();
    costLeft =
        study.isSearch()
            ? 0
            : missing.stream().map(TrialCost::of).mapToDouble(TrialCost::macs).sum();
    started = nanoTime.getAsLong();
    lastShown = started;
    if (live && (study.isSearch() || !missing.isEmpty())) {
      show();
    }
  }

  void finished(TrialSpec trial, TrialRows rows) {
    double cost = TrialCost.of(trial).macs();
    costLeft -= cost;
    costDone += cost;
    done++;
    if (rows.status() == Status.PRUNED) {
      pruned++;
    } else if (rows.status() != Status.COMPLETED) {
      unsuccessful++;
    } else if (rows.trial("test_accuracy") instanceof Double accuracy) {
      bestAccuracy = Double.isNaN(bestAccuracy) ? accuracy : Math.max(bestAccuracy, accuracy);
    }
  }

  /** To be called often; shows something if it is time to. */
  void tick() {
    long interval = live ? LIVE_INTERVAL : PLAIN_INTERVAL;
    if (nanoTime.getAsLong() - lastShown >= interval) {
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
            planned == OPEN
                ? "%d trials ended".formatted(done)
                : "%d of %d trials".formatted(done, planned));
    if (pruned > 0) {
      line.append(", %d of them pruned".formatted(pruned));
    }
    if (unsuccessful > 0) {
      line.append(", %d not completed".formatted(unsuccessful));
    }
    if (!Double.isNaN(bestAccuracy)) {
      line.append(String.format(Locale.ROOT, ", best accuracy %.4f", bestAccuracy));
    }
    long elapsed = (nanoTime.getAsLong() - started) / SECOND;
    line.append(", ").append(duration(elapsed)).append(" so far");
    if (costDone > 0 && costLeft > 0) {
      long left = Math.round(elapsed * costLeft / costDone);
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
