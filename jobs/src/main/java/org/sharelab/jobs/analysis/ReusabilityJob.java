package org.sharelab.jobs.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.sharelab.analysis.reusability.ReusabilityCase;
import org.sharelab.check.EnvironmentException;
import org.sharelab.jobs.table.AnalysisWriter;
import org.sharelab.result.ReusabilityRow;

/**
 * Analyses the cases of a family on executors, or what is missing of them.
 *
 * <p>One Spark job; the caller's thread commits what tasks bring, in batches, while others run.
 */
public final class ReusabilityJob {
  private static final int BATCH_SIZE = 256;
  private static final long BATCH_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long POLL_MILLIS = 100;
  private static final int MOST_CASES_PER_TASK = 16;
  private static final int TASKS_PER_CORE = 32;

  private final JavaSparkContext spark;
  private final AnalysisWriter<ReusabilityRow> results;
  private final BooleanSupplier stop;
  private final IntConsumer progress;
  private final BlockingQueue<List<ReusabilityRow>> ended = new LinkedBlockingQueue<>();

  /**
   * A job on a Spark context.
   *
   * @param stop asked often; once true, what runs is given up
   * @param progress told after each commit how many cases this job has committed
   */
  public ReusabilityJob(
      JavaSparkContext spark,
      AnalysisWriter<ReusabilityRow> results,
      BooleanSupplier stop,
      IntConsumer progress) {
    this.spark = spark;
    this.results = results;
    this.stop = stop;
    this.progress = progress;
  }

  /** The cases that have no row yet. */
  public static List<ReusabilityCase> missing(
      List<ReusabilityCase> cases, AnalysisWriter<ReusabilityRow> results) {
    Set<String> present = results.keys();
    return cases.stream().filter(analysed -> !present.contains(analysed.id())).toList();
  }

  /**
   * Analyses these cases and commits their rows.
   *
   * @return how many were committed; fewer than there are if it was stopped
   * @throws EnvironmentException if a task failed on every attempt; what was done is committed
   */
  public int run(List<ReusabilityCase> cases) {
    if (cases.isEmpty()) {
      return 0;
    }
    SimpleFutureAction<Void> job = submit(cases.stream().map(ReusabilityCase::spec).toList());
    int committed = commitUntilOver(job);
    if (stop.getAsBoolean()) {
      job.cancel();
    } else if (job.value().get().isFailure()) {
      Throwable problem = job.value().get().failed().get();
      String reason = String.valueOf(problem.getMessage()).lines().findFirst().orElse("");
      throw new EnvironmentException("Cannot analyse all models: " + reason, problem);
    }
    return committed;
  }

  private SimpleFutureAction<Void> submit(List<String> specs) {
    // Cases of a range lie side by side and cost alike: dealt out in turn, tasks do, too.
    int tasks = tasks(specs.size(), spark.defaultParallelism());
    List<List<String>> hands = new ArrayList<>();
    for (int task = 0; task < tasks; task++) {
      List<String> hand = new ArrayList<>();
      for (int i = task; i < specs.size(); i += tasks) {
        hand.add(specs.get(i));
      }
      hands.add(hand);
    }
    JavaRDD<ReusabilityRow> rows =
        spark
            .parallelize(hands, tasks)
            .flatMap(List::iterator)
            .map(spec -> ReusabilityRow.of(ReusabilityCase.parse(spec)));
    return SparkJobs.submit(rows, ended::add);
  }

  /** One case per task, or a few where there are so many that tasks would cost more than cases. */
  static int tasks(int cases, int cores) {
    int perTask = Math.min(Math.max(cases / (TASKS_PER_CORE * cores), 1), MOST_CASES_PER_TASK);
    return (cases + perTask - 1) / perTask;
  }

  private int commitUntilOver(SimpleFutureAction<Void> job) {
    List<ReusabilityRow> batch = new ArrayList<>();
    long lastCommit = System.nanoTime();
    int committed = 0;
    boolean over;
    do {
      over = job.isCompleted() || stop.getAsBoolean(); // asked first: then the queue is complete
      collect(batch, over);
      boolean due = System.nanoTime() - lastCommit >= BATCH_NANOS;
      if (over || due || batch.size() >= BATCH_SIZE) {
        results.append(batch);
        committed += batch.size();
        progress.accept(committed);
        batch.clear();
        lastCommit = System.nanoTime();
      }
    } while (!over);
    return committed;
  }

  /** Moves what has come to the batch; waits a moment for something unless the job is over. */
  private void collect(List<ReusabilityRow> batch, boolean over) {
    try {
      List<ReusabilityRow> next = over ? null : ended.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
      if (next != null) {
        batch.addAll(next);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    List<List<ReusabilityRow>> waiting = new ArrayList<>();
    ended.drainTo(waiting);
    waiting.forEach(batch::addAll);
  }
}
