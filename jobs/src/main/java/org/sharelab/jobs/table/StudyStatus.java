package org.sharelab.jobs.table;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sharelab.check.Checks;
import org.sharelab.result.Status;
import org.sharelab.result.Tables;

/**
 * How a study stands, found out from its folder alone: without Spark, while a run is at work or
 * after it.
 *
 * @param committed trials by outcome
 * @param best the completed trial with the greatest accuracy
 * @param run what the last run said about itself; empty if there was none since versions say it
 * @param driver whether that run is at work
 * @param silence time since its last sign of life, by this machine's clock
 */
public record StudyStatus(
    Map<Status, Integer> committed,
    Optional<Best> best,
    Optional<Claim> run,
    Driver driver,
    Duration silence) {
  private static final List<String> COLUMNS =
      List.of("trial_id", "status", "attempts", "test_accuracy");

  /** A trial and its accuracy, 0 to 1. */
  public record Best(String trialId, double testAccuracy) {}

  /** What became of the process that wrote last. */
  public enum Driver {
    /** No run has claimed the folder. */
    NONE,
    /** It gives signs of life. */
    AT_WORK,
    /** It has left in order. */
    ENDED,
    /** It was killed, or gives no sign of life any more. */
    DEAD
  }

  private record Trial(Status status, int attempts, Double accuracy) {}

  /**
   * Looks at an output folder.
   *
   * @throws org.sharelab.check.EnvironmentException if there is no study in it
   */
  public static StudyStatus read(Storage storage) {
    Checks.environment(
        StudyIdentity.isPresent(storage),
        "Cannot read %s: no study there (the --out folder of a run)",
        storage.location());
    Map<String, Trial> trials = trials(storage);
    Map<Status, Integer> committed = new EnumMap<>(Status.class);
    trials.values().forEach(trial -> committed.merge(trial.status(), 1, Integer::sum));
    Claims claims = new Claims(storage, ResultWriter.SCOPE);
    Optional<Claim> run = claims.newest().flatMap(claims::read);
    Duration silence =
        run.map(claim -> claims.written(claim.epoch()))
            .map(written -> Duration.between(written, Instant.now()))
            .filter(age -> !age.isNegative())
            .orElse(Duration.ZERO);
    return new StudyStatus(
        committed,
        best(trials),
        run,
        run.map(claim -> driver(claim, silence)).orElse(Driver.NONE),
        silence);
  }

  private static Driver driver(Claim claim, Duration silence) {
    if (claim.ended()) {
      return Driver.ENDED;
    }
    boolean silent = silence.compareTo(Lease.USUAL.limit()) > 0;
    return silent || claim.process().isGone() ? Driver.DEAD : Driver.AT_WORK;
  }

  private static Optional<Best> best(Map<String, Trial> trials) {
    return trials.entrySet().stream()
        .filter(entry -> entry.getValue().status() == Status.COMPLETED)
        .filter(entry -> entry.getValue().accuracy() != null)
        .map(entry -> new Best(entry.getKey(), entry.getValue().accuracy()))
        .max(Comparator.comparingDouble(Best::testAccuracy).thenComparing(Best::trialId));
  }

  /** Every committed trial, by id; the journal first, as {@link ResultReader} says. */
  private static Map<String, Trial> trials(Storage storage) {
    List<Journal.Entry> journal = new Journal(storage).entries();
    Batches batches = new Batches(storage, Tables.ALL);
    Manifest manifest = Publisher.inherited(new Manifests(storage, ResultWriter.SCOPE), batches);
    Map<String, Trial> trials = new HashMap<>();
    for (String batch : manifest.names(Tables.TRIALS.name())) {
      for (List<Object> row : batches.rows(Tables.TRIALS, batch, COLUMNS)) {
        put(trials, (String) row.get(0), row.subList(1, COLUMNS.size()));
      }
    }
    for (Journal.Entry entry : journal) {
      TrialRows rows = entry.trial();
      put(trials, rows.trialId(), COLUMNS.stream().skip(1).map(rows::trial).toList());
    }
    return trials;
  }

  private static void put(Map<String, Trial> trials, String id, List<Object> row) {
    Trial trial =
        new Trial(Status.of((String) row.get(0)), (Integer) row.get(1), (Double) row.get(2));
    trials.merge(id, trial, (a, b) -> b.attempts() > a.attempts() ? b : a);
  }
}
