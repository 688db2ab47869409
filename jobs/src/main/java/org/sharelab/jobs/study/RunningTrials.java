package org.sharelab.jobs.study;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import scala.collection.JavaConverters;

/** Which trials run where at this moment, as Spark's scheduler says. */
final class RunningTrials extends SparkListener {
  private static final String TRIAL = "sharelab.trial";
  private static final String ATTEMPT = "sharelab.attempt";
  private static final long POLL_MILLIS = 50;

  private final Map<Integer, Job> stages = new ConcurrentHashMap<>();
  private final Map<Long, Running> tasks = new ConcurrentHashMap<>();

  private record Job(String trial, int attempt) {}

  private record Running(String trial, int attempt, String host, Instant since) {
    Map<String, Object> toJson() {
      return Map.of("trial_id", trial, "attempt", attempt, "host", host, "since", since.toString());
    }
  }

  /** Marks the jobs that this thread submits next. */
  static void mark(JavaSparkContext spark, String trial, int attempt) {
    spark.setLocalProperty(TRIAL, trial);
    spark.setLocalProperty(ATTEMPT, "" + attempt);
  }

  /** Ends that: jobs of other kinds may follow in the same thread. */
  static void unmark(JavaSparkContext spark) {
    spark.setLocalProperty(TRIAL, null);
    spark.setLocalProperty(ATTEMPT, null);
  }

  /** Running trials as JSON values, those that began first before others. */
  List<Map<String, Object>> toJson() {
    return tasks.values().stream()
        .sorted((a, b) -> a.since().compareTo(b.since()))
        .map(Running::toJson)
        .toList();
  }

  /** How many trials are being trained. */
  int count() {
    return tasks.size();
  }

  /** Returns when no trial runs any more, or when this long has passed. */
  void awaitNone(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    try {
      while (!tasks.isEmpty() && System.nanoTime() < deadline) {
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void onJobStart(SparkListenerJobStart job) {
    String trial = job.properties().getProperty(TRIAL);
    if (trial != null) {
      int attempt = Integer.parseInt(job.properties().getProperty(ATTEMPT));
      for (Object stage : JavaConverters.seqAsJavaList(job.stageIds())) {
        stages.put((Integer) stage, new Job(trial, attempt));
      }
    }
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart task) {
    Job job = stages.get(task.stageId());
    if (job != null) {
      Instant since =
          Instant.ofEpochMilli(task.taskInfo().launchTime()).truncatedTo(ChronoUnit.SECONDS);
      int attempt = job.attempt() + task.taskInfo().attemptNumber();
      tasks.put(
          task.taskInfo().taskId(),
          new Running(job.trial(), attempt, task.taskInfo().host(), since));
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd task) {
    tasks.remove(task.taskInfo().taskId());
  }

  @Override
  public void onStageCompleted(SparkListenerStageCompleted stage) {
    stages.remove(stage.stageInfo().stageId());
  }
}
