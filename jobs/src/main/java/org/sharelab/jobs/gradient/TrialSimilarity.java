package org.sharelab.jobs.gradient;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.HashPartitioner;
import org.apache.spark.Partitioner;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.TaskCompletionListener;
import org.sharelab.analysis.gradient.GradientGroup;
import org.sharelab.analysis.gradient.GroupGradients;
import org.sharelab.analysis.gradient.GroupSimilarity;
import org.sharelab.analysis.gradient.ShardGradients;
import org.sharelab.experiment.Checkpoints;
import org.sharelab.experiment.GradientMeasurement;
import org.sharelab.experiment.ParameterSnapshot;
import org.sharelab.jobs.table.StoredCheckpoints;
import org.sharelab.result.GradientSimilarityRow;
import org.sharelab.study.TrialSpec;
import org.sharelab.study.gradient.GradientSpec;
import scala.Tuple2;

/**
 * The measurements of one trial as three stages: train and take snapshots, sum the gradients of
 * each shard, compare the uses of each group.
 *
 * <p>What a task computes depends on the trial and on the numbers of its shards alone, and a group
 * is compared when all its shards are there, in the order of their numbers. So partitions,
 * executors, retries and speculation do not show in the result. Snapshots and sums go from executor
 * to executor; the driver sees rows.
 *
 * @param trial whose gradients are measured
 * @param gradient what is measured, and when
 * @param partitions tasks that the shards are dealt out to; the result does not depend on it
 * @param snapshots gives the parameters at the moments of measurement
 */
record TrialSimilarity(TrialSpec trial, GradientSpec gradient, int partitions, Snapshots snapshots)
    implements Serializable {

  /** Where the parameters at the moments of measurement come from; runs on an executor. */
  @FunctionalInterface
  interface Snapshots extends Serializable {
    List<ParameterSnapshot> of(TrialSpec trial, List<Integer> epochs, int threads);

    /** Trains the trial again. */
    static Snapshots trained() {
      return (trial, epochs, threads) ->
          ParameterSnapshot.train(trial, epochs, threads, Checkpoints.none());
    }

    /**
     * Trains the trial again as far as it did not keep what is asked for.
     *
     * @param output folder of its results, as Hadoop names it
     */
    static Snapshots kept(String output) {
      return (trial, epochs, threads) ->
          ParameterSnapshot.train(trial, epochs, threads, StoredCheckpoints.ofTask(output));
    }
  }

  /** What is compared in one go: a group of one kind at one moment. */
  private record Key(int epoch, String kind, String group) implements Serializable {
    static Key of(int epoch, GradientGroup group) {
      return new Key(epoch, group.kind().name(), group.id());
    }
  }

  /** The rows of the trial, in no particular order. */
  JavaRDD<GradientSimilarityRow> rows(JavaSparkContext spark) {
    JavaPairRDD<Integer, ParameterSnapshot> copies =
        spark
            .parallelize(List.of(trial.id()), 1)
            .flatMap(id -> snapshots.of(trial, gradient.epochs(), threads()).iterator())
            .flatMapToPair(this::copies)
            .partitionBy(new ByIndex(partitions));
    return copies
        .mapPartitionsToPair(this::sums)
        .groupByKey(new HashPartitioner(partitions))
        .flatMap(group -> compare(group._1(), group._2()));
  }

  /** One for each task, which keeps it for all its shards. */
  private Iterator<Tuple2<Integer, ParameterSnapshot>> copies(ParameterSnapshot snapshot) {
    return IntStream.range(0, partitions)
        .mapToObj(partition -> new Tuple2<>(partition, snapshot))
        .iterator();
  }

  /** The shards of this task, each computed when it is asked for. */
  private Iterator<Tuple2<Key, ShardGradients>> sums(
      Iterator<Tuple2<Integer, ParameterSnapshot>> copies) {
    int first = TaskContext.getPartitionId();
    int shards = GradientMeasurement.shards(trial, gradient);
    List<Work> work = new ArrayList<>();
    while (copies.hasNext()) {
      ParameterSnapshot snapshot = copies.next()._2();
      for (int shard = first; shard < shards; shard += partitions) {
        work.add(new Work(snapshot, shard));
      }
    }
    if (work.isEmpty()) {
      return Collections.emptyIterator();
    }
    GradientMeasurement measurement = GradientMeasurement.open(trial, gradient, threads());
    TaskCompletionListener close = context -> measurement.close();
    TaskContext.get().addTaskCompletionListener(close);
    return work.stream().flatMap(next -> next.sums(measurement)).iterator();
  }

  private record Work(ParameterSnapshot snapshot, int shard) {
    Stream<Tuple2<Key, ShardGradients>> sums(GradientMeasurement measurement) {
      return measurement.shard(snapshot, shard).stream()
          .map(sums -> new Tuple2<>(Key.of(snapshot.epoch(), sums.group()), sums));
    }
  }

  private Iterator<GradientSimilarityRow> compare(Key key, Iterable<ShardGradients> shards) {
    GroupGradients gradients =
        StreamSupport.stream(shards.spliterator(), false)
            .map(GroupGradients::of)
            .reduce(GroupGradients::plus)
            .orElseThrow();
    return GroupSimilarity.of(gradients, GradientMeasurement.shards(trial, gradient))
        .rows(trial.id(), key.epoch())
        .iterator();
  }

  private static int threads() {
    return TaskContext.get().cpus();
  }

  /** Key i is in partition i. */
  private static final class ByIndex extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final int partitions;

    ByIndex(int partitions) {
      this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
      return partitions;
    }

    @Override
    public int getPartition(Object key) {
      return (Integer) key;
    }
  }
}
