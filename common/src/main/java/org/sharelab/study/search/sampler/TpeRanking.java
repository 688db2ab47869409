package org.sharelab.study.search.sampler;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.sharelab.study.search.history.Metric;
import org.sharelab.study.search.history.Pareto;
import org.sharelab.study.search.history.PointRecord;
import org.sharelab.study.search.history.TrialState;

/**
 * Points with results from best to worst, and the cut between good and bad ones.
 *
 * <p>Completed points come first, by their loss; with several metrics by their front, and within
 * one the lonelier first. Then come points that were pruned or have only reached a milestone, those
 * that trained longer first, since values after different numbers of epochs can't be compared.
 * Points without a finite loss come last and are never good. Ties go to the smaller index.
 *
 * <p>Ozaki et al. (2020, MOTPE) cut the last front by hypervolume; crowding distance (Deb et al.
 * 2002) does the same for two metrics at a fraction of the cost and needs no reference point.
 */
record TpeRanking(List<PointRecord> good, List<PointRecord> bad) {

  /** The {@code ceil(gamma n)} best of n points, at most 25, against the rest. */
  static TpeRanking split(List<PointRecord> reported, List<Metric> metrics, double gamma) {
    List<PointRecord> finite = new ArrayList<>();
    List<PointRecord> last = new ArrayList<>();
    for (PointRecord point : reported) {
      boolean usable = isFinite(point.losses(metrics)) && point.state() != TrialState.DIVERGED;
      (usable ? finite : last).add(point);
    }
    List<PointRecord> order = new ArrayList<>(ranked(finite, true, metrics));
    List<PointRecord> partial = new ArrayList<>(ranked(finite, false, metrics));
    partial.sort(Comparator.comparingInt(PointRecord::epochs).reversed()); // stable
    order.addAll(partial);
    int cut = Math.min(order.size(), goodOf(reported.size(), gamma));
    List<PointRecord> bad = new ArrayList<>(order.subList(cut, order.size()));
    bad.addAll(last);
    return new TpeRanking(List.copyOf(order.subList(0, cut)), List.copyOf(bad));
  }

  static int goodOf(int points, double gamma) {
    return Math.min(25, (int) Math.ceil(gamma * points - 1e-9));
  }

  private static boolean isFinite(double[] losses) {
    for (double loss : losses) {
      if (!Double.isFinite(loss)) {
        return false;
      }
    }
    return true;
  }

  private static List<PointRecord> ranked(
      List<PointRecord> points, boolean isCompleted, List<Metric> metrics) {
    List<PointRecord> members =
        points.stream().filter(p -> (p.state() == TrialState.COMPLETED) == isCompleted).toList();
    if (metrics.size() == 1) {
      return members.stream()
          .sorted(
              Comparator.<PointRecord>comparingDouble(p -> p.loss(metrics, 0))
                  .thenComparing(PointRecord::index))
          .toList();
    }
    return byFront(members, metrics);
  }

  private static List<PointRecord> byFront(List<PointRecord> members, List<Metric> metrics) {
    int[] fronts = Pareto.fronts(members.stream().map(p -> p.losses(metrics)).toList());
    List<PointRecord> order = new ArrayList<>();
    for (int level = 0; order.size() < members.size(); level++) {
      List<PointRecord> front = new ArrayList<>();
      for (int i = 0; i < fronts.length; i++) {
        if (fronts[i] == level) {
          front.add(members.get(i));
        }
      }
      double[] crowding = Pareto.crowding(front.stream().map(p -> p.losses(metrics)).toList());
      List<PointRecord> unordered = List.copyOf(front);
      front.sort(
          Comparator.<PointRecord>comparingDouble(p -> -crowding[unordered.indexOf(p)])
              .thenComparing(PointRecord::index));
      order.addAll(front);
    }
    return order;
  }
}
