package org.sharelab.study.search.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sharelab.check.Checks;
import org.sharelab.config.Names;
import org.sharelab.study.search.history.History;
import org.sharelab.study.search.history.Metric;
import org.sharelab.study.search.history.PointRecord;
import org.sharelab.study.search.history.TrialState;
import org.sharelab.study.search.space.Point;

/**
 * The median stopping rule (Golovin et al. 2017, "Google Vizier", section 3.2.2): a point stops at
 * an epoch if the best value it has had so far is worse than the median, over completed points, of
 * their mean values up to that epoch. An equal value goes on.
 *
 * <p>Which points have completed by then depends on the order of arrival, so verdicts are
 * repeatable for a given history only. A point whose value is not finite stops.
 *
 * @param metric what points are compared by
 * @param epochs of full training
 * @param graceEpochs epoch of the first review
 * @param intervalEpochs epochs between reviews
 * @param completedPoints completed points that a median needs; with fewer, all go on
 */
public record MedianStopping(
    Metric metric, int epochs, int graceEpochs, int intervalEpochs, int completedPoints)
    implements Scheduler {
  static final String RULE = "median-stopping";

  public MedianStopping {
    Checks.valid(epochs >= 1, "Invalid epochs: %d (a whole number >= 1)", epochs);
    Checks.valid(
        graceEpochs >= 1 && graceEpochs <= epochs,
        "Invalid grace-epochs: %d (from 1 to the %d epochs of training)",
        graceEpochs,
        epochs);
    Checks.valid(intervalEpochs >= 1, "Invalid interval-epochs: %d (>= 1)", intervalEpochs);
    Checks.valid(completedPoints >= 1, "Invalid completed-points: %d (>= 1)", completedPoints);
  }

  @Override
  public String rule() {
    return RULE;
  }

  @Override
  public int lastEpoch(Point point) {
    return epochs;
  }

  @Override
  public int milestoneAfter(int epoch, Point point) {
    if (epoch < graceEpochs) {
      return graceEpochs;
    }
    int reviews = (epoch - graceEpochs) / intervalEpochs + 1;
    return Math.min(epochs, graceEpochs + reviews * intervalEpochs);
  }

  @Override
  public List<Verdict> review(History history) {
    List<PointRecord> completed =
        history.points().stream().filter(p -> p.state() == TrialState.COMPLETED).toList();
    List<Verdict> verdicts = new ArrayList<>();
    for (PointRecord point : history.points()) {
      if (point.state() == TrialState.PAUSED) {
        verdicts.add(judge(point, completed));
      }
    }
    return verdicts;
  }

  private Verdict judge(PointRecord point, List<PointRecord> completed) {
    int epoch = point.epochs();
    String name = Names.of(metric);
    if (!Double.isFinite(metric.loss(point.valueAt(epoch)))) {
      return stop(point, "%s at epoch %d is not a number".formatted(name, epoch));
    }
    if (completed.size() < completedPoints) {
      return goOn(
          point,
          "only %d of the %d completed points that a median needs"
              .formatted(completed.size(), completedPoints));
    }
    double best = best(point, epoch);
    double median = median(completed, epoch);
    String comparison =
        String.format(
            Locale.ROOT,
            "best %s %.6g up to epoch %d is %s the median %.6g of %d completed points",
            name,
            best,
            epoch,
            metric.loss(best) > metric.loss(median) ? "worse than" : "no worse than",
            median,
            completed.size());
    return metric.loss(best) > metric.loss(median)
        ? stop(point, comparison)
        : goOn(point, comparison);
  }

  private static Verdict stop(PointRecord point, String reason) {
    return new Verdict(point.index(), Verdict.Action.STOP, point.epochs(), reason);
  }

  private Verdict goOn(PointRecord point, String reason) {
    int next = milestoneAfter(point.epochs(), point.point());
    return new Verdict(point.index(), Verdict.Action.CONTINUE, next, reason);
  }

  private double best(PointRecord point, int epoch) {
    double best = Double.NaN;
    for (double value : point.curve().headMap(epoch, true).values()) {
      if (Double.isNaN(best) || metric.loss(value) < metric.loss(best)) {
        best = value;
      }
    }
    return best;
  }

  /** Median of the running means; the mean of the middle two if their number is even. */
  private double median(List<PointRecord> completed, int epoch) {
    double[] means =
        completed.stream()
            .map(point -> point.curve().headMap(epoch, true).values())
            .mapToDouble(values -> values.stream().mapToDouble(v -> v).average().orElse(Double.NaN))
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    int middle = means.length / 2;
    if (means.length == 0) {
      return Double.NaN;
    }
    return means.length % 2 == 1 ? means[middle] : (means[middle - 1] + means[middle]) / 2;
  }
}
