package org.sharelab.study.search.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Order among several losses at once, all minimised.
 *
 * <p>One vector dominates another if it is nowhere larger and somewhere smaller. Front 0 is what
 * nothing dominates, front 1 what only front 0 dominates, and so on (non-dominated sorting; Deb et
 * al. 2002, NSGA-II).
 */
public final class Pareto {
  private Pareto() {}

  /** Whether {@code a} is nowhere larger than {@code b} and somewhere smaller. */
  public static boolean dominates(double[] a, double[] b) {
    boolean smaller = false;
    for (int i = 0; i < a.length; i++) {
      if (a[i] > b[i]) {
        return false;
      }
      smaller |= a[i] < b[i];
    }
    return smaller;
  }

  /** The front of each vector, 0 for those that nothing dominates. Equal vectors share a front. */
  public static int[] fronts(List<double[]> losses) {
    int[] front = new int[losses.size()];
    Arrays.fill(front, -1);
    int placed = 0;
    for (int level = 0; placed < front.length; level++) {
      List<Integer> members = undominated(losses, front);
      for (int member : members) {
        front[member] = level;
      }
      placed += members.size();
    }
    return front;
  }

  private static List<Integer> undominated(List<double[]> losses, int[] front) {
    List<Integer> members = new ArrayList<>();
    for (int i = 0; i < front.length; i++) {
      boolean free = front[i] < 0;
      for (int j = 0; free && j < front.length; j++) {
        free = front[j] >= 0 || !dominates(losses.get(j), losses.get(i));
      }
      if (free) {
        members.add(i);
      }
    }
    return members;
  }

  /**
   * Crowding distance of each vector of one front: for every loss, the gap between its two
   * neighbours over the width of the front, summed; infinite for the ends (Deb et al. 2002, section
   * III B). Larger means lonelier, and worth keeping.
   */
  public static double[] crowding(List<double[]> front) {
    double[] distance = new double[front.size()];
    int losses = front.isEmpty() ? 0 : front.get(0).length;
    for (int k = 0; k < losses; k++) {
      int loss = k;
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < front.size(); i++) {
        order.add(i);
      }
      order.sort(
          Comparator.<Integer>comparingDouble(i -> front.get(i)[loss])
              .thenComparing(Comparator.naturalOrder()));
      addGaps(front, order, loss, distance);
    }
    return distance;
  }

  private static void addGaps(
      List<double[]> front, List<Integer> order, int loss, double[] distance) {
    int last = order.size() - 1;
    distance[order.get(0)] = Double.POSITIVE_INFINITY;
    distance[order.get(last)] = Double.POSITIVE_INFINITY;
    double width = front.get(order.get(last))[loss] - front.get(order.get(0))[loss];
    if (!(width > 0 && Double.isFinite(width))) {
      return;
    }
    for (int i = 1; i < last; i++) {
      double gap = front.get(order.get(i + 1))[loss] - front.get(order.get(i - 1))[loss];
      distance[order.get(i)] += gap / width;
    }
  }
}
