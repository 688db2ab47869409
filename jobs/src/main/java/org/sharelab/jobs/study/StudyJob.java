package org.sharelab.jobs.study;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceProfile;
import org.sharelab.check.EnvironmentException;
import org.sharelab.jobs.spark.Session;
import org.sharelab.jobs.table.ResultWriter;
import org.sharelab.jobs.table.ResultWriter.Committed;
import org.sharelab.jobs.table.TrialRows;
import org.sharelab.result.DecisionRow;
import org.sharelab.result.Status;
import org.sharelab.result.TrialResult;
import org.sharelab.study.Agenda;
import org.sharelab.study.Agenda.Assignment;
import org.sharelab.study.Agenda.Decided;
import org.sharelab.study.Agenda.Pruned;
import org.sharelab.study.Study;
import org.sharelab.study.TrialReport;
import org.sharelab.study.TrialSpec;

/**
 * Runs a study, or what is missing of it.
 *
 * <p>One thread, the caller's, asks the study's agenda what to run, submits it and commits what
 * comes back; trials run elsewhere. A trial is committed as soon as it ends, so that killing this
 * process costs only the trials under way.
 */
public final class StudyJob {
  private static final long POLL_MILLIS = 200;
  private static final double NANOSECONDS = 1e9;

  private final Study study;
  private final ResultWriter results;
  private final TrialRunner runner;
  private final StudyProgress progress;
  private final BooleanSupplier stop;
  private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
  private volatile long startedNanos;
  private volatile int executed;
  private volatile int planned;
  private final double earlierSeconds;
  private Agenda agenda;

  /** A trial that came back: with its rows, or with what kept it from having any. */
  private record Ended(TrialSpec trial, int attempt, TrialRows rows, Throwable problem) {}

  StudyJob(
      Study study,
      ResultWriter results,
      TrialRunner runner,
      StudyProgress progress,
      BooleanSupplier stop) {
    this.study = study;
    this.results = results;
    this.runner = runner;
    this.progress = progress;
    this.stop = stop;
    this.earlierSeconds = results.search().elapsedSeconds();
  }

  /** A study whose trials run on Spark, with what Spark's settings give them. */
  public static StudyJob onSpark(
      JavaSparkContext spark,
      Study study,
      TrialFunction function,
      String output,
      ResultWriter results,
      StudyProgress progress,
      BooleanSupplier stop) {
    return onSpark(spark, null, study, function, output, results, progress, stop);
  }

  /**
   * A study whose trials run on Spark.
   *
   * @param profile what each trial gets; null for what Spark's settings say
   * @param output folder of the results, as Hadoop names it; trials save there
   * @param stop asked often; once true, nothing more is started and what runs is given up
   */
  public static StudyJob onSpark(
      JavaSparkContext spark,
      ResourceProfile profile,
      Study study,
      TrialFunction function,
      String output,
      ResultWriter results,
      StudyProgress progress,
      BooleanSupplier stop) {
    SparkTrialRunner once =
        new SparkTrialRunner(spark, study.spec().name(), function, output, profile);
    progress.watch(once.running()::count);
    int tries = spark.getConf().getInt("spark.task.maxFailures", Session.SPARKS_TRIES);
    TrialRunner runner = new RetryingRunner(once, study.spec().retries(), tries);
    StudyJob job = new StudyJob(study, results, runner, progress, stop);
    results.report(() -> job.toJson(once.running()));
    return job;
  }

  /** The trials of the plan that have no row yet, or one with a status to retry. */
  public static List<TrialSpec> missing(
      Study study, Map<String, Committed> committed, Set<Status> retry) {
    return study.trials().stream()
        .filter(
            trial ->
                !committed.containsKey(trial.id())
                    || retry.contains(committed.get(trial.id()).status()))
        .toList();
  }

  /**
   * What is left of a study to do in its output folder.
   *
   * @param retry statuses whose trials are run once more
   */
  public static Agenda agenda(Study study, ResultWriter results, Set<Status> retry) {
    Map<String, TrialReport> reports = new HashMap<>();
    if (study.isSearch()) {
      results
          .search()
          .paused()
          .forEach((trial, rows) -> reports.put(trial, TrialReports.paused(rows)));
      results.trials().forEach(rows -> reports.put(rows.trialId(), TrialReports.of(rows)));
    } else { // what a plan asks of its trials is whether they have ended
      results
          .committed()
          .forEach((trial, ended) -> reports.put(trial, TrialReports.of(trial, ended.status())));
    }
    results
        .committed()
        .forEach(
            (trial, ended) -> {
              if (retry.contains(ended.status())) {
                reports.remove(trial);
              }
            });
    return study.agenda(results.search().decisions(), reports.values());
  }

  /**
   * Runs all trials that are missing.
   *
   * @param retry statuses whose trials are run once more
   */
  public StudySummary run(Set<Status> retry) {
    agenda = agenda(study, results, retry);
    progress.start(study, missing(study, results.committed(), retry));
    startedNanos = System.nanoTime();
    int running = 0;
    while (!stop.getAsBoolean() && (running > 0 || hasNext())) {
      while (running < room() && hasNext()) {
        submit(agenda.next());
        running++;
      }
      Ended next = poll();
      if (next != null) {
        take(next);
        running--;
        executed++;
      }
      progress.tick();
    }
    if (running > 0) {
      runner.cancel();
    }
    results.publish();
    progress.end();
    return StudySummary.of(agenda, results, executed);
  }

  /** Whether something can start now; stores what was decided before anything follows from it. */
  private boolean hasNext() {
    boolean more = agenda.hasNext(elapsed());
    planned = agenda.trials().size();
    List<DecisionRow> rows = new ArrayList<>();
    for (Decided decided : agenda.takeDecisions()) {
      rows.addAll(
          DecisionRow.of(study.spec().name(), decided.decision(), decided.trials(), elapsed()));
    }
    results.search().append(rows);
    for (Pruned pruned : agenda.takePruned()) {
      progress.finished(pruned.trial(), results.prune(pruned.trial().id(), pruned.reason()));
    }
    return more;
  }

  /** Wall-clock seconds that the study has run, interruptions not counted. */
  private double elapsed() {
    return earlierSeconds + since(startedNanos);
  }

  private static double since(long nanoTime) {
    return (System.nanoTime() - nanoTime) / NANOSECONDS;
  }

  /** A search proposes as late as it can, to know as much as it can. */
  private int room() {
    return agenda.isSettled() ? runner.window() : runner.slots();
  }

  private void submit(Assignment assignment) {
    TrialSpec trial = assignment.trial();
    Committed before = results.committed(trial.id());
    int attempt = before == null ? 1 : before.attempts() + 1;
    runner
        .submit(assignment, attempt)
        .whenComplete((rows, problem) -> ended.add(new Ended(trial, attempt, rows, problem)));
  }

  private Ended poll() {
    try {
      return ended.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /** Stores how a trial stands, and then tells the agenda. */
  private void take(Ended trial) {
    TrialRows rows = trial.problem() == null ? trial.rows() : TrialRows.of(failure(trial));
    if (rows.status() == Status.PRUNED) { // as it would be if it ended here
      results.search().pause(rows);
      agenda.report(TrialReports.paused(rows));
    } else {
      results.commit(rows);
      progress.finished(trial.trial(), rows);
      agenda.report(TrialReports.of(rows));
    }
  }

  private static TrialResult failure(Ended trial) {
    if (trial.problem() instanceof EnvironmentException gone) {
      throw gone; // no fault of the trial: it stays to be done
    }
    return trial.problem() instanceof LostExecutor lost
        ? TrialTask.lost(trial.trial(), lost.attempts(), lost)
        : TrialTask.failed(trial.trial(), trial.attempt(), trial.problem());
  }

  /** How the job stands, for those who look at the folder; called by another thread. */
  private Map<String, Object> toJson(RunningTrials running) {
    return Map.of(
        "study",
        study.spec().name(),
        "planned",
        planned,
        "executed",
        executed,
        "seconds",
        startedNanos == 0 ? 0 : since(startedNanos),
        "running",
        running.toJson());
  }
}
