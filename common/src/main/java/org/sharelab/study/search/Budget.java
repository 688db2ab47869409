package org.sharelab.study.search;

import java.io.Serializable;
import java.util.Locale;
import java.util.Optional;
import org.sharelab.check.Checks;
import org.sharelab.config.Section;

/**
 * How much a search may spend. A limit may be raised later: what is spent is counted from the
 * records, so the search goes on where it stopped.
 *
 * @param trials points times replicates; {@link #NO_LIMIT} for no limit, as for the others
 * @param epochs of training, over all trials
 * @param wallClockSeconds from the start of the search, its interruptions not counted
 * @param failures failed trials at which no more are started
 */
public record Budget(long trials, long epochs, long wallClockSeconds, long failures)
    implements Serializable {
  public static final long NO_LIMIT = Long.MAX_VALUE;
  public static final Budget UNLIMITED = new Budget(NO_LIMIT, NO_LIMIT, NO_LIMIT, NO_LIMIT);

  /**
   * What a search has spent or set aside.
   *
   * @param epochs trained by trials that ended, and those that the others are to train to
   */
  public record Spent(long trials, long epochs, double wallClockSeconds, long failures)
      implements Serializable {}

  public Budget {
    Checks.valid(trials >= 1, "Invalid study.budget.trials: %d (a whole number >= 1)", trials);
    Checks.valid(epochs >= 1, "Invalid study.budget.epochs: %d (a whole number >= 1)", epochs);
    Checks.valid(
        wallClockSeconds >= 1,
        "Invalid study.budget.wall-clock-seconds: %d (a whole number >= 1)",
        wallClockSeconds);
    Checks.valid(
        failures >= 1, "Invalid study.budget.failures: %d (a whole number >= 1)", failures);
  }

  /** Reads {@code study.budget}; what is not set has no limit. */
  static Budget read(Section study) {
    Section budget = study.section("budget");
    return new Budget(
        limit(budget, "trials"),
        limit(budget, "epochs"),
        limit(budget, "wall-clock-seconds"),
        limit(budget, "failures"));
  }

  private static long limit(Section budget, String key) {
    return budget.has(key) ? budget.longInteger(key, NO_LIMIT, 1, NO_LIMIT) : NO_LIMIT;
  }

  /** Whether a search without an end of its own would end. */
  boolean endsProposals() {
    return trials < NO_LIMIT || epochs < NO_LIMIT || wallClockSeconds < NO_LIMIT;
  }

  /**
   * Why there is no budget for more, in words; empty if there is.
   *
   * @param moreTrials trials that would be added
   * @param moreEpochs epochs that would be added
   */
  public Optional<String> refusal(Spent spent, long moreTrials, long moreEpochs) {
    if (moreTrials > trials - spent.trials()) {
      return Optional.of(exceeded("trials", spent.trials(), moreTrials, trials));
    }
    if (moreEpochs > epochs - spent.epochs()) {
      return Optional.of(exceeded("epochs", spent.epochs(), moreEpochs, epochs));
    }
    if (spent.wallClockSeconds() >= wallClockSeconds) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "%.0f of the budget of %d wall-clock seconds are over",
              spent.wallClockSeconds(),
              wallClockSeconds));
    }
    if (spent.failures() >= failures) {
      return Optional.of("%d trials failed, of %d that may".formatted(spent.failures(), failures));
    }
    return Optional.empty();
  }

  private static String exceeded(String what, long spent, long more, long limit) {
    return "%d %s and %d more exceed the budget of %d".formatted(spent, what, more, limit);
  }
}
