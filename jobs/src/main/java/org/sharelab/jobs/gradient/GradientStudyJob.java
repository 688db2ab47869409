package org.sharelab.jobs.gradient;

import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.sharelab.jobs.study.StudySummary;
import org.sharelab.jobs.table.AnalysisWriter;
import org.sharelab.jobs.table.DriverProcess;
import org.sharelab.jobs.table.HadoopStorage;
import org.sharelab.jobs.table.ResultWriter;
import org.sharelab.result.ClusterRow;
import org.sharelab.result.GradientSimilarityRow;
import org.sharelab.result.Status;
import org.sharelab.result.Tables;
import org.sharelab.study.Study;
import org.sharelab.study.TrialSpec;
import org.sharelab.study.gradient.GradientStudy;

/**
 * A study with a section {@code gradient}: trains the trials that are known, measures gradients,
 * and trains the trials whose plans follow from these.
 *
 * <p>Each step does what is missing in the output folder, so running it again goes on where a
 * killed process was.
 */
public final class GradientStudyJob implements AutoCloseable {
  private final GradientStudy study;
  private final String output;
  private final ResultWriter results;
  private final AnalysisWriter<GradientSimilarityRow> similarities;
  private final AnalysisWriter<ClusterRow> clusters;
  private final LearnedPlans plans;

  /** Trains what is missing of a study on some Spark context. */
  @FunctionalInterface
  public interface Training {
    /**
     * @param retry statuses whose trials are trained once more
     */
    StudySummary run(Study study, Set<Status> retry);
  }

  /**
   * A job on an output folder.
   *
   * @param results opened there for the study
   * @param notice told in one line why opening takes long, if it does
   */
  public GradientStudyJob(
      GradientStudy study, HadoopStorage storage, ResultWriter results, Consumer<String> notice) {
    this.study = study;
    this.output = storage.uri("");
    this.results = results;
    DriverProcess process = DriverProcess.current();
    this.similarities =
        AnalysisWriter.open(storage, Tables.GRADIENT_SIMILARITY, "trial_id", process, notice);
    this.clusters = AnalysisWriter.open(storage, Tables.CLUSTERS, "plan_id", process, notice);
    this.plans = new LearnedPlans(study, similarities, clusters);
  }

  /** All trials that are known by now: also the learned ones whose source has been measured. */
  public Study known() {
    return plans.resolve();
  }

  /** Trials that have completed and whose gradients are to be measured and are not yet. */
  public List<TrialSpec> unmeasured() {
    Set<String> present = similarities.keys();
    return study.measured().stream()
        .filter(trial -> !present.contains(trial.id()) && isCompleted(trial))
        .toList();
  }

  /** Trials that will not be known, as their source did not complete. */
  public long unknown() {
    Set<String> present = similarities.keys();
    return study.learned().stream().filter(trial -> !present.contains(trial.source().id())).count();
  }

  /**
   * Does all that is missing.
   *
   * @param retry statuses whose trials are trained once more, if they are known by now
   * @param told one line about each step
   * @param stop asked often; once true, what runs is given up
   */
  public StudySummary run(
      JavaSparkContext spark,
      Training training,
      Set<Status> retry,
      Consumer<String> told,
      BooleanSupplier stop) {
    StudySummary first = training.run(known(), retry);
    if (stop.getAsBoolean()) {
      return first;
    }
    measure(spark, told, stop);
    Study all = known();
    if (stop.getAsBoolean() || all.trials().size() == first.planned()) {
      return first;
    }
    int more = all.trials().size() - first.planned();
    told.accept("Training with learned plans: %d to do".formatted(more));
    return training.run(all, Set.of()); // what failed again just now has had its chance
  }

  private void measure(JavaSparkContext spark, Consumer<String> told, BooleanSupplier stop) {
    List<TrialSpec> ready = unmeasured();
    if (ready.isEmpty()) {
      return;
    }
    told.accept("Measuring gradients of trials: %d to do".formatted(ready.size()));
    int[] done = {0};
    int retries = study.study().spec().retries();
    new GradientJob(spark, study.gradient(), retries, output, similarities, stop)
        .run(
            ready,
            trial -> told.accept("Gradients measured: %d of %d".formatted(++done[0], ready.size())),
            told);
  }

  private boolean isCompleted(TrialSpec trial) {
    ResultWriter.Committed committed = results.committed(trial.id());
    return committed != null && committed.status() == Status.COMPLETED;
  }

  /** Lets others write. */
  @Override
  public void close() {
    clusters.close();
    similarities.close();
  }
}
