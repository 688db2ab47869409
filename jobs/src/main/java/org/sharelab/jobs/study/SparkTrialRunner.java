package org.sharelab.jobs.study;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.FutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.AsyncRDDActions;
import org.apache.spark.resource.ResourceProfile;
import org.sharelab.jobs.table.TrialRows;
import org.sharelab.study.Agenda.Assignment;
import org.sharelab.study.TrialSpec;
import scala.collection.Seq;
import scala.concurrent.ExecutionContext;
import scala.reflect.ClassTag;
import scala.util.Try;

/**
 * Runs each trial as a Spark job of one task.
 *
 * <p>A job of its own, and not a partition of one large job, because a trial that costs its
 * executor again and again then fails alone, and any trial can be given up alone. Spark starts jobs
 * in the order in which they were submitted.
 */
final class SparkTrialRunner implements TrialRunner {
  private static final int SMALLEST_WINDOW = 128;
  private static final Duration SAVING = Duration.ofSeconds(15);
  private static final ClassTag<String> TEXT = ClassTag.apply(String.class);

  private final JavaSparkContext spark;
  private final TrialFunction function;
  private final String output;
  private final ResourceProfile profile;
  private final String group;
  private final RunningTrials running = new RunningTrials();
  private final ExecutionContext sameThread = ExecutionContext.fromExecutor(Runnable::run);

  /**
   * @param output folder of the results, as Hadoop names it
   * @param profile what each trial gets; null for what Spark's settings say
   */
  SparkTrialRunner(
      JavaSparkContext spark,
      String study,
      TrialFunction function,
      String output,
      ResourceProfile profile) {
    this.profile = profile;
    this.spark = spark;
    this.function = function;
    this.output = output;
    this.group = "sharelab-" + study;
    spark.sc().addSparkListener(running);
  }

  @Override
  public CompletableFuture<TrialRows> submit(Assignment assignment, int attempt) {
    TrialSpec trial = assignment.trial();
    spark.setJobGroup(group, description(trial), true); // cancelling interrupts the trial's thread
    RunningTrials.mark(spark, trial.id(), attempt);
    JavaRDD<Integer> start = spark.parallelize(List.of(attempt), 1);
    JavaRDD<String> task =
        (profile == null ? start : start.withResources(profile))
            .map(new TrialTask(assignment, function, output));
    FutureAction<Seq<String>> action = new AsyncRDDActions<>(task.rdd(), TEXT).collectAsync();
    RunningTrials.unmark(spark);
    CompletableFuture<TrialRows> rows = new CompletableFuture<>();
    action.onComplete(
        result -> {
          complete(rows, result);
          return null;
        },
        sameThread);
    return rows;
  }

  private static void complete(CompletableFuture<TrialRows> rows, Try<Seq<String>> result) {
    if (result.isFailure()) {
      rows.completeExceptionally(result.failed().get());
    } else {
      rows.complete(TrialRows.parse(result.get().head()).orElseThrow());
    }
  }

  /** What runs where at this moment. */
  RunningTrials running() {
    return running;
  }

  /** What the Spark UI shows. */
  private static String description(TrialSpec trial) {
    return "%s %s: sharing %s, replicate %d"
        .formatted(trial.study(), trial.id(), trial.sharing().label(), trial.replicate());
  }

  @Override
  public int window() {
    return Math.max(SMALLEST_WINDOW, 2 * spark.defaultParallelism());
  }

  @Override
  public int slots() {
    long cpus =
        profile == null
            ? spark.getConf().getInt("spark.task.cpus", 1)
            : Math.round(profile.taskResourcesJMap().get(ResourceProfile.CPUS()).amount());
    return (int) Math.max(1, spark.defaultParallelism() / cpus);
  }

  @Override
  public void cancel() {
    spark.cancelJobGroup(group);
    running.awaitNone(SAVING);
  }
}
