package org.sharelab.jobs.analysis;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.api.java.JavaRDD;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.runtime.AbstractFunction0;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/** Spark jobs whose partitions arrive one by one, for which Spark's Java API has no method. */
final class SparkJobs {
  private SparkJobs() {}

  /**
   * Starts a job.
   *
   * @param arrived gets the rows of each partition as soon as it is done, in a thread of Spark's
   *     scheduler, which it must not hold up
   */
  static <T extends Serializable> SimpleFutureAction<Void> submit(
      JavaRDD<T> rows, Consumer<List<T>> arrived) {
    List<Object> partitions =
        IntStream.range(0, rows.getNumPartitions()).<Object>mapToObj(i -> i).toList();
    return rows.context()
        .submitJob(
            rows.rdd(),
            new Rows<T>(),
            JavaConverters.asScalaBuffer(partitions).toSeq(),
            new Handler<>(arrived),
            new Nothing());
  }

  /** Runs on executors. */
  private static final class Rows<T> extends AbstractFunction1<Iterator<T>, ArrayList<T>>
      implements Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public ArrayList<T> apply(Iterator<T> partition) {
      ArrayList<T> rows = new ArrayList<>();
      while (partition.hasNext()) {
        rows.add(partition.next());
      }
      return rows;
    }
  }

  private static final class Handler<T> extends AbstractFunction2<Object, ArrayList<T>, BoxedUnit> {
    private final Consumer<List<T>> arrived;

    Handler(Consumer<List<T>> arrived) {
      this.arrived = arrived;
    }

    @Override
    public BoxedUnit apply(Object partition, ArrayList<T> rows) {
      arrived.accept(rows);
      return BoxedUnit.UNIT;
    }
  }

  private static final class Nothing extends AbstractFunction0<Void> {
    @Override
    public Void apply() {
      return null;
    }
  }
}
