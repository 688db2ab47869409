package org.sharelab.jobs.study;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.function.Supplier;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.MetricsSystem;
import org.apache.spark.metrics.source.Source;
import org.sharelab.result.Status;
import scala.collection.JavaConverters;

/**
 * A study in Spark's metrics system, under the name {@code sharelab}: what every sink that is
 * configured there shows, such as the servlet at {@code /metrics/json} of the driver's UI.
 */
public final class StudyMetrics implements Source {
  private static final String NAME = "sharelab";

  private final MetricRegistry registry = new MetricRegistry();

  private StudyMetrics(StudyTally tally) {
    gauge("trials.planned", tally::planned);
    gauge("trials.done", tally::done);
    gauge("trials.running", tally::running);
    gauge("trials.failed", () -> tally.ended(Status.FAILED) + tally.ended(Status.TIMED_OUT));
    gauge("trials.diverged", () -> tally.ended(Status.DIVERGED));
    gauge("trials.pruned", () -> tally.ended(Status.PRUNED));
    gauge("trial.seconds", tally::secondsPerTrial);
    gauge("trial.images-per-second", tally::imagesPerSecond);
  }

  private void gauge(String name, Supplier<Number> value) {
    registry.register(name, (Gauge<Number>) value::get);
  }

  /** Shows the study from now on, until Spark stops or another one is shown in its place. */
  public static void show(StudyTally tally) {
    MetricsSystem metrics = SparkEnv.get().metricsSystem();
    JavaConverters.seqAsJavaList(metrics.getSourcesByName(NAME)).forEach(metrics::removeSource);
    metrics.registerSource(new StudyMetrics(tally));
  }

  @Override
  public String sourceName() {
    return NAME;
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }
}
