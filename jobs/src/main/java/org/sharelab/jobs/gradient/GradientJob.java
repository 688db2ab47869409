package org.sharelab.jobs.gradient;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.sharelab.check.EnvironmentException;
import org.sharelab.experiment.GradientMeasurement;
import org.sharelab.jobs.gradient.TrialSimilarity.Snapshots;
import org.sharelab.jobs.study.SparkFailure;
import org.sharelab.jobs.table.AnalysisWriter;
import org.sharelab.result.GradientSimilarityRow;
import org.sharelab.study.TrialSpec;
import org.sharelab.study.gradient.GradientSpec;

/**
 * Measures the gradient similarity of trials on executors, or of those that have no rows yet.
 *
 * <p>A Spark job per trial, several at a time; the rows of a trial are committed together. A job
 * that lost an executor is submitted again, up to a limit; what other executors had done of it is
 * not done again.
 */
public final class GradientJob {
  private static final long POLL_MILLIS = 200;
  private static final Comparator<GradientSimilarityRow> ORDER =
      Comparator.comparingInt(GradientSimilarityRow::epoch)
          .thenComparing(GradientSimilarityRow::kind)
          .thenComparing(GradientSimilarityRow::groupId)
          .thenComparingInt(row -> row.pair().useI())
          .thenComparingInt(row -> row.pair().useJ());

  private final JavaSparkContext spark;
  private final GradientSpec gradient;
  private final int retries;
  private final String output;
  private final AnalysisWriter<GradientSimilarityRow> results;
  private final BooleanSupplier stop;

  /**
   * @param rows the same for all jobs of the trial, so that Spark finds what it has computed
   * @param losses jobs that failed as they lost an executor
   */
  private record Running(
      TrialSpec trial,
      JavaRDD<GradientSimilarityRow> rows,
      int losses,
      JavaFutureAction<List<GradientSimilarityRow>> job) {}

  /**
   * A job on a Spark context.
   *
   * @param retries how often a trial is measured again after the loss of an executor that Spark
   *     itself did not make up for
   * @param output folder of the trials' results, as Hadoop names it; what they kept is read there
   * @param results keyed by trial
   * @param stop asked often; once true, what runs is given up
   */
  public GradientJob(
      JavaSparkContext spark,
      GradientSpec gradient,
      int retries,
      String output,
      AnalysisWriter<GradientSimilarityRow> results,
      BooleanSupplier stop) {
    this.spark = spark;
    this.gradient = gradient;
    this.retries = retries;
    this.output = output;
    this.results = results;
    this.stop = stop;
  }

  /** The trials that have no rows yet. */
  public List<TrialSpec> missing(List<TrialSpec> trials) {
    Set<String> present = results.keys();
    return trials.stream().filter(trial -> !present.contains(trial.id())).toList();
  }

  /**
   * Measures what is missing of these trials.
   *
   * @param measured told of each trial whose rows were committed
   * @param notice told in one line of what has to be done again
   * @throws EnvironmentException if a task failed on every attempt; what was done is committed
   */
  public void run(List<TrialSpec> trials, Consumer<TrialSpec> measured, Consumer<String> notice) {
    Queue<TrialSpec> waiting = new ArrayDeque<>(missing(trials));
    Deque<Running> running = new ArrayDeque<>();
    try {
      while (!stop.getAsBoolean() && !(waiting.isEmpty() && running.isEmpty())) {
        while (running.size() < spark.defaultParallelism() && !waiting.isEmpty()) {
          running.add(submit(waiting.remove()));
        }
        if (isOver(running.element())) {
          Running oldest = running.remove();
          try {
            results.append(rows(oldest));
            measured.accept(oldest.trial());
          } catch (ExecutionException failed) {
            running.addFirst(again(oldest, failed.getCause(), notice));
          }
        }
      }
    } finally {
      running.forEach(trial -> trial.job().cancel(true));
    }
  }

  private Running submit(TrialSpec trial) {
    int shards = GradientMeasurement.shards(trial, gradient);
    int partitions = Math.min(shards, spark.defaultParallelism());
    Snapshots snapshots = Snapshots.kept(output);
    return submit(
        trial, new TrialSimilarity(trial, gradient, partitions, snapshots).rows(spark), 0);
  }

  private Running submit(TrialSpec trial, JavaRDD<GradientSimilarityRow> rows, int losses) {
    spark.setJobGroup("sharelab-gradient-" + trial.id(), "gradients of " + trial.id(), true);
    return new Running(trial, rows, losses, rows.collectAsync());
  }

  /** Another job after the loss of an executor; anything else would only repeat itself. */
  private Running again(Running failed, Throwable problem, Consumer<String> notice) {
    SparkFailure failure = SparkFailure.of(problem);
    if (failure.kind() == SparkFailure.Kind.EXECUTOR_LOST && failed.losses() < retries) {
      notice.accept(
          "Measuring trial %s again: executor lost: %s"
              .formatted(failed.trial().id(), failure.reason()));
      return submit(failed.trial(), failed.rows(), failed.losses() + 1);
    }
    throw new EnvironmentException(
        "Cannot measure gradients of trial %s: %s".formatted(failed.trial().id(), failure.reason()),
        problem);
  }

  /** Waits a moment for the oldest job, so that trials are committed in the order of the plan. */
  private static boolean isOver(Running oldest) {
    try {
      oldest.job().get(POLL_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException running) {
      return false;
    } catch (ExecutionException failed) {
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static List<GradientSimilarityRow> rows(Running done) throws ExecutionException {
    try {
      List<GradientSimilarityRow> rows = new ArrayList<>(done.job().get());
      rows.sort(ORDER);
      return rows;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new EnvironmentException("Cannot measure gradients: interrupted", interrupted);
    }
  }
}
