package org.sharelab.jobs.gradient;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.sharelab.check.EnvironmentException;
import org.sharelab.experiment.GradientMeasurement;
import org.sharelab.jobs.table.AnalysisWriter;
import org.sharelab.result.GradientSimilarityRow;
import org.sharelab.study.TrialSpec;
import org.sharelab.study.gradient.GradientSpec;

/**
 * Measures the gradient similarity of trials on executors, or of those that have no rows yet.
 *
 * <p>A Spark job per trial, several at a time; the rows of a trial are committed together.
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
  private final AnalysisWriter<GradientSimilarityRow> results;
  private final BooleanSupplier stop;

  private record Running(TrialSpec trial, JavaFutureAction<List<GradientSimilarityRow>> job) {}

  /**
   * A job on a Spark context.
   *
   * @param results keyed by trial
   * @param stop asked often; once true, what runs is given up
   */
  public GradientJob(
      JavaSparkContext spark,
      GradientSpec gradient,
      AnalysisWriter<GradientSimilarityRow> results,
      BooleanSupplier stop) {
    this.spark = spark;
    this.gradient = gradient;
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
   * @throws EnvironmentException if a task failed on every attempt; what was done is committed
   */
  public void run(List<TrialSpec> trials, Consumer<TrialSpec> measured) {
    Queue<TrialSpec> waiting = new ArrayDeque<>(missing(trials));
    Queue<Running> running = new ArrayDeque<>();
    try {
      while (!stop.getAsBoolean() && !(waiting.isEmpty() && running.isEmpty())) {
        while (running.size() < spark.defaultParallelism() && !waiting.isEmpty()) {
          running.add(submit(waiting.remove()));
        }
        if (isOver(running.element())) {
          Running done = running.remove();
          results.append(rows(done));
          measured.accept(done.trial());
        }
      }
    } finally {
      running.forEach(trial -> trial.job().cancel(true));
    }
  }

  private Running submit(TrialSpec trial) {
    spark.setJobGroup("sharelab-gradient-" + trial.id(), "gradients of " + trial.id(), true);
    int shards = GradientMeasurement.shards(trial, gradient);
    int partitions = Math.min(shards, spark.defaultParallelism());
    return new Running(
        trial, new TrialSimilarity(trial, gradient, partitions).rows(spark).collectAsync());
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

  private static List<GradientSimilarityRow> rows(Running done) {
    try {
      List<GradientSimilarityRow> rows = new ArrayList<>(done.job().get());
      rows.sort(ORDER);
      return rows;
    } catch (ExecutionException failed) {
      String reason = String.valueOf(failed.getCause().getMessage()).lines().findFirst().orElse("");
      throw new EnvironmentException(
          "Cannot measure gradients of trial %s: %s".formatted(done.trial().id(), reason), failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new EnvironmentException("Cannot measure gradients: interrupted", interrupted);
    }
  }
}
