package org.sharelab.jobs.drill;

import java.util.regex.Pattern;

/**
 * A moment at which something is killed with signal 9.
 *
 * <p>Points of the driver are changes of files: the driver dies before the n-th change that
 * matches, or when half of the file is written. Points of executors lie around the training of one
 * trial.
 */
enum KillPoint {
  BEFORE_CLAIM("start-up, before the claim", Change.writing("/claims/", 1)),
  BEFORE_FIRST_MANIFEST("start-up, after the claim", Change.writing("/manifests/", 1)),
  BEFORE_IDENTITY("start-up, before the folder has a name", Change.writing("study\\.json", 1)),
  IN_FIRST_TRIALS("first trial done, not committed", Change.writing("/journal/", 1)),
  HALF_JOURNAL_ENTRY("in the middle of a journal entry", Change.halfOf("/journal/", 3)),
  BEFORE_PUBLISH("all committed, nothing published", Change.writing("^epochs/", 1)),
  BETWEEN_FILES("between the files of a batch", Change.writing("^trials/", 1)),
  HALF_FILE("in the middle of a Parquet file", Change.halfOf("^trials/", 1)),
  BEFORE_MANIFEST("files written, manifest not", Change.writing("/manifests/", 2)),
  HALF_MANIFEST("in the middle of a manifest", Change.halfOf("/manifests/", 2)),
  BEFORE_CLEANING("manifest written, journal not cleared", Change.deleting("/journal/", 1)),
  IN_CLEANING("journal half cleared", Change.deleting("/journal/", 3)),
  SHUTDOWN("shut-down, before the claim is given back", Change.ending()),

  EXECUTOR_BEFORE_TRAINING("executor, before training", Victim.EXECUTOR, Moment.BEFORE, 1),
  EXECUTOR_IN_TRAINING("executor, in training", Victim.EXECUTOR, Moment.DURING, 1),
  EXECUTOR_AFTER_TRAINING("executor, trained and not yet told", Victim.EXECUTOR, Moment.AFTER, 1),
  EXECUTOR_TWICE("executor, two attempts of one trial", Victim.EXECUTOR, Moment.DURING, 2),
  WORKER("worker with its executor", Victim.WORKER, Moment.DURING, 1),
  DRIVER_IN_TRAINING("driver, while a trial trains", Victim.DRIVER, Moment.DURING, 1),
  DRIVER_AND_EXECUTOR("driver and executor together", Victim.BOTH, Moment.DURING, 1);

  /** What happens to a file when the driver dies. */
  enum Kind {
    WRITE,
    HALF,
    DELETE
  }

  /** Which process dies in a trial. */
  enum Victim {
    EXECUTOR,
    WORKER,
    DRIVER,
    BOTH
  }

  /** When in a trial it dies. */
  enum Moment {
    BEFORE,
    DURING,
    AFTER
  }

  /**
   * The n-th change of a file of some kind.
   *
   * @param path part of the path
   * @param content part of what is written; empty for whatever it is
   */
  record Change(Kind kind, Pattern path, Pattern content, int count) {
    static Change writing(String path, int count) {
      return new Change(Kind.WRITE, Pattern.compile(path), Pattern.compile(""), count);
    }

    static Change halfOf(String path, int count) {
      return new Change(Kind.HALF, Pattern.compile(path), Pattern.compile(""), count);
    }

    static Change deleting(String path, int count) {
      return new Change(Kind.DELETE, Pattern.compile(path), Pattern.compile(""), count);
    }

    /** The claim that says that the driver leaves. */
    static Change ending() {
      return new Change(
          Kind.WRITE, Pattern.compile("/claims/"), Pattern.compile("\"ended\":true"), 1);
    }
  }

  private final String when;
  private final Change change;
  private final Victim victim;
  private final Moment moment;
  private final int kills;

  KillPoint(String when, Change change) {
    this(when, change, null, null, 1);
  }

  KillPoint(String when, Victim victim, Moment moment, int kills) {
    this(when, null, victim, moment, kills);
  }

  KillPoint(String when, Change change, Victim victim, Moment moment, int kills) {
    this.when = when;
    this.change = change;
    this.victim = victim;
    this.moment = moment;
    this.kills = kills;
  }

  /** For people. */
  String when() {
    return when;
  }

  /** The change of a file at which the driver dies; null for points in a trial. */
  Change change() {
    return change;
  }

  Victim victim() {
    return victim;
  }

  Moment moment() {
    return moment;
  }

  /** How often something dies here. */
  int kills() {
    return kills;
  }

  boolean killsDriver() {
    return change != null || victim == Victim.DRIVER || victim == Victim.BOTH;
  }
}
