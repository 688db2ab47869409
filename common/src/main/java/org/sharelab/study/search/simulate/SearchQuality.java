package org.sharelab.study.search.simulate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sharelab.random.Seed;
import org.sharelab.study.search.Budget;
import org.sharelab.study.search.SearchSpec;
import org.sharelab.study.search.history.Metric;
import org.sharelab.study.search.sampler.Sampler;
import org.sharelab.study.search.sampler.StreamSampler;
import org.sharelab.study.search.sampler.TpeSampler;
import org.sharelab.study.search.sampler.TpeSettings;
import org.sharelab.study.search.scheduler.FullTraining;
import org.sharelab.study.search.scheduler.Scheduler;
import org.sharelab.study.search.scheduler.SuccessiveHalving;

/**
 * Measures samplers and schedulers on synthetic functions and curves with fixed seeds.
 *
 * <p>{@link #report} prints what the figures of this class are; the same ones are asserted in
 * tests.
 */
public final class SearchQuality {
  static final int SEEDS = 20;
  static final int TRIALS = 60;
  static final int SLOTS = 4;
  static final int CURVE_POINTS = 81;
  static final int CURVE_EPOCHS = 81;

  private SearchQuality() {}

  /** Median over seeds of the best value after {@value #TRIALS} trials. */
  public record SamplerScore(SyntheticFunction function, double random, double sobol, double tpe) {}

  /**
   * One seed of successive halving against full training of the same points.
   *
   * @param bestFull best final accuracy among all points
   * @param bestFound final accuracy of the best point that successive halving completed
   * @param epochsFraction its epochs over those of full training
   * @param secondsFraction its simulated time over that of full training
   */
  public record SchedulerScore(
      double bestFull, double bestFound, double epochsFraction, double secondsFraction) {}

  /** Samplers on one function. */
  public static SamplerScore samplers(SyntheticFunction function) {
    double[][] best = new double[3][SEEDS];
    for (int i = 0; i < SEEDS; i++) {
      Seed seed = Seed.of(i);
      List<Metric> metrics = List.of(Metric.TRAIN_LOSS);
      List<Sampler> samplers =
          List.of(
              StreamSampler.random(function.space(), seed),
              StreamSampler.sobol(function.space(), seed),
              new TpeSampler(function.space(), metrics, seed, TpeSettings.DEFAULT));
      for (int s = 0; s < samplers.size(); s++) {
        best[s][i] = bestOf(function, samplers.get(s), metrics);
      }
    }
    return new SamplerScore(function, median(best[0]), median(best[1]), median(best[2]));
  }

  static double bestOf(SyntheticFunction function, Sampler sampler, List<Metric> metrics) {
    SearchSpec spec =
        new SearchSpec(
            function.space(),
            metrics,
            1,
            sampler,
            new FullTraining(1),
            new Budget(TRIALS, Budget.NO_LIMIT, Budget.NO_LIMIT, Budget.NO_LIMIT));
    CurveSource curves =
        (point, replicate) -> Optional.of(LearningCurve.of(List.of(function.at(point)), 1));
    return Simulator.run(spec, curves, SLOTS).best().orElseThrow().value();
  }

  /** Asynchronous successive halving against full training, for each seed. */
  public static List<SchedulerScore> schedulers() {
    List<SchedulerScore> scores = new ArrayList<>();
    for (int i = 0; i < SEEDS; i++) {
      Seed seed = Seed.of(i);
      Simulation full = schedule(seed, new FullTraining(CURVE_EPOCHS));
      Simulation halving =
          schedule(seed, SuccessiveHalving.asynchronous(Metric.TEST_ACCURACY, 3, CURVE_EPOCHS, 3));
      scores.add(
          new SchedulerScore(
              full.best().orElseThrow().value(),
              halving.best().orElseThrow().value(),
              (double) halving.epochs() / full.epochs(),
              halving.seconds() / full.seconds()));
    }
    return scores;
  }

  private static Simulation schedule(Seed seed, Scheduler scheduler) {
    SearchSpec spec =
        new SearchSpec(
            SyntheticCurves.space(),
            List.of(Metric.TEST_ACCURACY),
            1,
            StreamSampler.random(SyntheticCurves.space(), seed),
            scheduler,
            new Budget(CURVE_POINTS, Budget.NO_LIMIT, Budget.NO_LIMIT, Budget.NO_LIMIT));
    return Simulator.run(spec, new SyntheticCurves(seed.derive("noise"), CURVE_EPOCHS), SLOTS);
  }

  /** The figures as a table. */
  public static String report() {
    StringBuilder out = new StringBuilder();
    out.append(
        "Median best of %d trials over %d seeds, %d at once (smaller is better)%n"
            .formatted(TRIALS, SEEDS, SLOTS));
    out.append("%-20s %12s %12s %12s%n".formatted("function", "random", "sobol", "tpe"));
    for (SyntheticFunction function : SyntheticFunction.values()) {
      SamplerScore score = samplers(function);
      out.append(
          String.format(
              Locale.ROOT,
              "%-20s %12.4f %12.4f %12.4f%n",
              function.name().toLowerCase(Locale.ROOT).replace('_', '-'),
              score.random,
              score.sobol,
              score.tpe));
    }
    List<SchedulerScore> scores = schedulers();
    out.append(
        "%nASHA against full training, %d points of %d epochs, %d seeds%n"
            .formatted(CURVE_POINTS, CURVE_EPOCHS, SEEDS));
    out.append("%-32s %10s %10s%n".formatted("", "median", "worst"));
    double[] gap = scores.stream().mapToDouble(s -> 1 - s.bestFound / s.bestFull).toArray();
    double[] epochs = scores.stream().mapToDouble(SchedulerScore::epochsFraction).toArray();
    double[] seconds = scores.stream().mapToDouble(SchedulerScore::secondsFraction).toArray();
    out.append(line("best accuracy lost, relative", gap));
    out.append(line("epochs, fraction", epochs));
    out.append(line("simulated time, fraction", seconds));
    return out.toString();
  }

  private static String line(String name, double[] values) {
    double worst = Arrays.stream(values).max().orElseThrow();
    return String.format(Locale.ROOT, "%-32s %10.4f %10.4f%n", name, median(values), worst);
  }

  /** The mean of the middle two if their number is even. */
  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }
}
