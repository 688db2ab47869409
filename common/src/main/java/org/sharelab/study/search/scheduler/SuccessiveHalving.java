package org.sharelab.study.search.scheduler;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.sharelab.check.Checks;
import org.sharelab.config.Json;
import org.sharelab.config.Names;
import org.sharelab.study.search.history.History;
import org.sharelab.study.search.history.Metric;
import org.sharelab.study.search.history.PointRecord;
import org.sharelab.study.search.history.TrialState;
import org.sharelab.study.search.space.Point;

/**
 * Successive halving: of all points that reach a rung, the best 1 / eta go on to the next.
 *
 * <p>Asynchronous (ASHA; Li et al. 2020, "A system for massively parallel hyperparameter tuning",
 * algorithm 2): a point goes on as soon as it is among the best {@code floor(n / eta)} of the n
 * points seen at its rung so far, higher rungs first. The order of arrival can let in points that a
 * later comparison would not. Synchronous: a rung is decided once, when nothing can reach it any
 * more, so the order of arrival changes nothing.
 *
 * <p>When no more points come and a rung has filled, the best {@code max(1, floor(n / eta))} go on
 * and the rest stop. The 1 differs from the paper, where small searches can end with nothing
 * trained to the end. Ties go to the smaller index; values that are not finite rank last and stop;
 * diverged points count at the rung they were heading for; failed ones count nowhere.
 *
 * @param metric what points are compared by
 * @param minEpochs first rung; r in the paper
 * @param maxEpochs full training; R in the paper
 * @param eta reduction factor
 * @param stratum key within whose values points compete, so that settings which start slowly are
 *     not all given up at the first rung; empty for one competition among all. With strata, n is
 *     the number of points of the stratum
 */
public record SuccessiveHalving(
    Metric metric, int minEpochs, int maxEpochs, int eta, Promotion promotion, String stratum)
    implements Scheduler {

  /** When points go on. */
  public enum Promotion {
    /** As soon as they are among the best of those seen so far. */
    ASYNCHRONOUS("asha"),
    /** Once nothing can reach the rung any more. */
    SYNCHRONOUS("successive-halving");

    private final String rule;

    Promotion(String rule) {
      this.rule = rule;
    }

    String rule() {
      return rule;
    }
  }

  public SuccessiveHalving {
    Checks.valid(eta >= 2, "Invalid eta: %d (a whole number >= 2)", eta);
    Checks.valid(
        minEpochs >= 1 && minEpochs <= maxEpochs,
        "Invalid min-epochs: %d (from 1 to the %d epochs of training)",
        minEpochs,
        maxEpochs);
  }

  /** One competition among all points, decided as results arrive. */
  public static SuccessiveHalving asynchronous(Metric metric, int min, int max, int eta) {
    return new SuccessiveHalving(metric, min, max, eta, Promotion.ASYNCHRONOUS, "");
  }

  @Override
  public String rule() {
    return promotion.rule();
  }

  /** Epochs of the rungs: min, min eta, min eta^2 ... below max, and max. */
  public List<Integer> rungs() {
    List<Integer> rungs = new ArrayList<>();
    for (long rung = minEpochs; rung < maxEpochs; rung *= eta) {
      rungs.add((int) rung);
    }
    rungs.add(maxEpochs);
    return rungs;
  }

  @Override
  public int lastEpoch(Point point) {
    return maxEpochs;
  }

  @Override
  public int milestoneAfter(int epoch, Point point) {
    return rungs().stream().filter(rung -> rung > epoch).findFirst().orElse(maxEpochs);
  }

  @Override
  public List<Verdict> review(History history) {
    List<Verdict> verdicts = new ArrayList<>();
    boolean arrivalsOver = history.isClosed();
    history.points().stream()
        .filter(this::isBelowFirstRung)
        .map(this::start)
        .forEach(verdicts::add);
    for (int rung : rungs().subList(0, rungs().size() - 1)) {
      arrivalsOver &= !anyHeadingFor(rung, history, verdicts);
      Rung competition = new Rung(rung, history);
      verdicts.addAll(competition.judge(arrivalsOver));
    }
    // Points that train furthest first; the sort is stable, so ranks stay in order.
    verdicts.sort(Comparator.comparingInt(Verdict::epoch).reversed());
    return verdicts;
  }

  /** Only a search that was begun with other rungs has such points. */
  private boolean isBelowFirstRung(PointRecord point) {
    return point.state() == TrialState.PAUSED && point.epochs() < rungs().get(0);
  }

  private Verdict start(PointRecord point) {
    int rung = rungs().get(0);
    String reason = "the first rung is at epoch " + rung;
    return new Verdict(point.index(), Verdict.Action.CONTINUE, rung, reason);
  }

  /** Whether a point below the rung trains, or was just told to go on. */
  private static boolean anyHeadingFor(int rung, History history, List<Verdict> verdicts) {
    Set<Integer> promoted = new HashSet<>();
    for (Verdict verdict : verdicts) {
      if (verdict.action() == Verdict.Action.CONTINUE) {
        promoted.add(verdict.point());
      }
    }
    return history.points().stream()
        .anyMatch(
            point ->
                point.epochs() < rung
                    && (point.state() == TrialState.RUNNING || promoted.contains(point.index())));
  }

  /** The competition at one rung. */
  private final class Rung {
    private final int epoch;
    private final Map<String, List<PointRecord>> strata = new TreeMap<>();

    Rung(int epoch, History history) {
      this.epoch = epoch;
      for (PointRecord point : history.points()) {
        if (hasReached(point)) {
          strata.computeIfAbsent(stratumOf(point), name -> new ArrayList<>()).add(point);
        }
      }
      strata.values().forEach(this::rank);
    }

    private boolean hasReached(PointRecord point) {
      return switch (point.state()) {
        case FAILED, REJECTED -> false;
        case DIVERGED -> milestoneAfter(point.epochs(), point.point()) >= epoch;
        default -> point.epochs() >= epoch;
      };
    }

    private void rank(List<PointRecord> points) {
      points.sort(
          Comparator.<PointRecord>comparingDouble(this::loss).thenComparing(PointRecord::index));
    }

    private double loss(PointRecord point) {
      return point.state() == TrialState.DIVERGED && point.epochs() < epoch
          ? Double.POSITIVE_INFINITY
          : metric.loss(point.valueAt(epoch));
    }

    List<Verdict> judge(boolean isComplete) {
      List<Verdict> verdicts = new ArrayList<>();
      strata.forEach(
          (name, ranked) -> {
            int quota = quota(ranked.size(), isComplete);
            for (int rank = 0; rank < ranked.size(); rank++) {
              PointRecord point = ranked.get(rank);
              if (point.state() == TrialState.PAUSED && milestone(point) == epoch) {
                verdict(point, rank, quota, ranked.size(), isComplete).ifPresent(verdicts::add);
              }
            }
          });
      return verdicts;
    }

    private int quota(int points, boolean isComplete) {
      if (isComplete) {
        return Math.max(1, points / eta);
      }
      return promotion == Promotion.ASYNCHRONOUS ? points / eta : 0;
    }

    private Optional<Verdict> verdict(
        PointRecord point, int rank, int quota, int points, boolean isComplete) {
      String value = Names.of(metric) + " at epoch " + epoch;
      if (!Double.isFinite(loss(point))) {
        return Optional.of(
            new Verdict(point.index(), Verdict.Action.STOP, epoch, value + " is not a number"));
      }
      if (rank >= quota && !isComplete) {
        return Optional.empty();
      }
      int next = milestoneAfter(epoch, point.point());
      String standing =
          String.format(
              Locale.ROOT,
              "%s is %.6g, rank %d of %d%s; the best %d go on to epoch %d",
              value,
              point.valueAt(epoch),
              rank + 1,
              points,
              stratum.isEmpty() ? "" : " with " + stratum + " = " + stratumOf(point),
              quota,
              next);
      return Optional.of(
          rank < quota
              ? new Verdict(point.index(), Verdict.Action.CONTINUE, next, standing)
              : new Verdict(point.index(), Verdict.Action.STOP, epoch, standing));
    }

    /** The rung a paused point stands on, should its epochs lie between two. */
    private int milestone(PointRecord point) {
      return rungs().stream().filter(rung -> rung <= point.epochs()).reduce(0, Math::max);
    }
  }

  private String stratumOf(PointRecord point) {
    return point.point().values().containsKey(stratum)
        ? Json.write(point.point().get(stratum))
        : "";
  }
}
