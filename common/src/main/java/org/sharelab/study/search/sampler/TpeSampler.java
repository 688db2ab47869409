package org.sharelab.study.search.sampler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.sharelab.random.Seed;
import org.sharelab.study.search.history.History;
import org.sharelab.study.search.history.Metric;
import org.sharelab.study.search.history.PointRecord;
import org.sharelab.study.search.history.TrialState;
import org.sharelab.study.search.space.Dimension;
import org.sharelab.study.search.space.Point;
import org.sharelab.study.search.space.SearchSpace;

/**
 * Tree-structured Parzen estimator (Bergstra et al. 2011, "Algorithms for hyper-parameter
 * optimization"): models the good points by a density l and the bad ones by g, and proposes values
 * where l / g is largest, which maximises expected improvement.
 *
 * <p>Dimensions are modelled one by one, along the tree of conditions: the density of a conditional
 * key is estimated from the points where it was active. For each dimension, the best of a number of
 * draws from l is taken. A point is one observation, the mean of its replicates; failed points are
 * none; diverged ones are bad. Points that were rejected, that have no result, or whose result may
 * not be looked at yet, count as bad ones, which moves proposals away from them (a constant liar
 * with the worst value). Several metrics are ranked by Pareto front; see {@link TpeRanking}.
 *
 * <p>Proposals depend on the seed, the index and the results that {@link Feedback} lets in, in
 * order of index.
 */
public final class TpeSampler implements Sampler {
  private static final long serialVersionUID = 1L;

  /** New draws if a proposal repeats a point, before the next unused startup point is taken. */
  private static final int ATTEMPTS = 20;

  private final SearchSpace space;
  private final List<Metric> metrics;
  private final Seed seed;
  private final TpeSettings settings;
  private final StreamSampler startup;

  public TpeSampler(SearchSpace space, List<Metric> metrics, Seed seed, TpeSettings settings) {
    this.space = space;
    this.metrics = List.copyOf(metrics);
    this.seed = seed.derive("tpe");
    this.settings = settings;
    this.startup = StreamSampler.sobol(space, this.seed);
  }

  @Override
  public String rule() {
    return "tpe";
  }

  @Override
  public OptionalInt size() {
    return OptionalInt.empty();
  }

  @Override
  public int requires(int index) {
    return index < settings.startupPoints()
        ? 0
        : settings.feedback().requires(index, settings.parallelPoints());
  }

  @Override
  public Optional<Proposal> propose(int index, History history) {
    List<PointRecord> known = history.below(index);
    Set<Point> proposed = known.stream().map(PointRecord::point).collect(Collectors.toSet());
    List<PointRecord> results =
        known.stream().filter(point -> isVisible(point, index) && isResult(point)).toList();
    TpeRanking ranking = TpeRanking.split(results, metrics, settings.gamma());
    if (results.size() < settings.startupPoints() || ranking.good().isEmpty()) {
      String reason =
          "Sobol point, since %d of the %d results that the model starts from are there"
              .formatted(results.size(), settings.startupPoints());
      return unused(index, proposed).map(point -> new Proposal(point, reason));
    }
    List<PointRecord> pending = known.stream().filter(point -> isPending(point, index)).toList();
    return fromModel(index, proposed, ranking, pending);
  }

  private boolean isVisible(PointRecord point, int index) {
    return settings.feedback() == Feedback.ARRIVAL || point.index() < requires(index);
  }

  /** Without a result, or never to have one: to be kept away from. */
  private boolean isPending(PointRecord point, int index) {
    return point.state() == TrialState.REJECTED
        || !(isVisible(point, index) && point.hasReported());
  }

  private static boolean isResult(PointRecord point) {
    return point.hasReported()
        && point.state() != TrialState.FAILED
        && point.state() != TrialState.REJECTED;
  }

  private Optional<Proposal> fromModel(
      int index, Set<Point> proposed, TpeRanking ranking, List<PointRecord> pending) {
    Model model = new Model(ranking, pending);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Seed draws = seed.derive("point", index).derive("attempt", attempt);
      Point point = space.point(dimension -> model.best(dimension, draws));
      if (!proposed.contains(point)) {
        return Optional.of(new Proposal(point, reason(ranking, pending, model.logRatio(point))));
      }
    }
    String reason =
        "next Sobol point, since the model proposed %d points that had come before"
            .formatted(ATTEMPTS);
    return unused(index, proposed).map(point -> new Proposal(point, reason));
  }

  private static String reason(TpeRanking ranking, List<PointRecord> pending, double logRatio) {
    int results = ranking.good().size() + ranking.bad().size();
    return String.format(
        Locale.ROOT,
        "%.3g times as dense among the best %d of %d results as among the others%s",
        StrictMath.exp(logRatio),
        ranking.good().size(),
        results,
        pending.isEmpty() ? "" : " and " + pending.size() + " without a result");
  }

  /** The first startup point from {@code index} on, or else before it, that was not proposed. */
  private Optional<Point> unused(int index, Set<Point> proposed) {
    for (int i = index; startup.point(i).isPresent(); i++) {
      if (!proposed.contains(startup.point(i).get())) {
        return startup.point(i);
      }
    }
    for (int i = 0; i < index && startup.point(i).isPresent(); i++) {
      if (!proposed.contains(startup.point(i).get())) {
        return startup.point(i);
      }
    }
    return Optional.empty();
  }

  /** The densities of good and bad values, dimension by dimension, as far as they were needed. */
  private final class Model {
    private final List<PointRecord> good;
    private final List<PointRecord> bad;
    private final Map<Dimension, DensityRatio> ratios = new HashMap<>();

    Model(TpeRanking ranking, List<PointRecord> pending) {
      good = ranking.good();
      bad = new ArrayList<>(ranking.bad());
      bad.addAll(pending);
    }

    Object best(Dimension dimension, Seed draws) {
      return ratio(dimension)
          .best(settings.candidates(), draws.derive(dimension.key()).generator());
    }

    /** Sum over the active dimensions. */
    double logRatio(Point point) {
      double sum = 0;
      for (Dimension dimension : space.dimensions()) {
        if (point.values().containsKey(dimension.key())) {
          sum += ratio(dimension).log(point.get(dimension.key()));
        }
      }
      return sum;
    }

    private DensityRatio ratio(Dimension dimension) {
      return ratios.computeIfAbsent(
          dimension,
          d -> new DensityRatio(Estimator.of(d, values(good, d)), Estimator.of(d, values(bad, d))));
    }

    private static List<Object> values(List<PointRecord> points, Dimension dimension) {
      List<Object> values = new ArrayList<>();
      for (PointRecord record : points) {
        Point point = record.point();
        if (point.values().containsKey(dimension.key())) {
          values.add(point.get(dimension.key()));
        }
      }
      return values;
    }
  }
}
