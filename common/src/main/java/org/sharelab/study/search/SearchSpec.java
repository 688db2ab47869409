package org.sharelab.study.search;

import java.io.Serializable;
import java.util.List;
import org.sharelab.check.Checks;
import org.sharelab.config.Section;
import org.sharelab.random.Seed;
import org.sharelab.study.search.history.Metric;
import org.sharelab.study.search.sampler.FixedPoints;
import org.sharelab.study.search.sampler.Sampler;
import org.sharelab.study.search.sampler.Samplers;
import org.sharelab.study.search.scheduler.FullTraining;
import org.sharelab.study.search.scheduler.Scheduler;
import org.sharelab.study.search.scheduler.Schedulers;
import org.sharelab.study.search.space.Point;
import org.sharelab.study.search.space.SearchSpace;

/**
 * A search as the section {@code study} of an experiment file describes it: the keys {@code space},
 * {@code objectives}, {@code sampler}, {@code scheduler} and {@code budget}.
 *
 * @param objectives what points are compared by; the first one is also what the scheduler looks at
 * @param replicates trials of each point
 */
public record SearchSpec(
    SearchSpace space,
    List<Metric> objectives,
    int replicates,
    Sampler sampler,
    Scheduler scheduler,
    Budget budget)
    implements Serializable {
  public SearchSpec {
    objectives = List.copyOf(objectives);
    Checks.valid(!objectives.isEmpty(), "Invalid study.objectives: [] (at least one metric)");
    Checks.valid(replicates >= 1, "Invalid study.replicates: %d (>= 1)", replicates);
  }

  /**
   * Reads the keys of a search.
   *
   * @param study the section {@code study}
   * @param seed of the study
   * @param epochs of full training, {@code training.epochs} of the file
   */
  public static SearchSpec read(Section study, Seed seed, int replicates, int epochs) {
    SearchSpace space = SearchSpace.read(study);
    List<Metric> objectives =
        study.choices("objectives", Metric.class, List.of(Metric.TEST_ACCURACY));
    if (objectives.isEmpty()) {
      throw study.invalid("objectives", "at least one metric");
    }
    Sampler sampler = Samplers.read(study, space, objectives, seed);
    Scheduler scheduler = Schedulers.read(study, space, objectives.get(0), epochs);
    Budget budget = Budget.read(study);
    if (sampler.size().isEmpty() && !budget.endsProposals()) {
      throw study.invalid(
          "budget",
          "trials, epochs or wall-clock-seconds, since sampler %s has no end of its own"
              .formatted(sampler.rule()));
    }
    return new SearchSpec(space, objectives, replicates, sampler, scheduler, budget);
  }

  /** The points that are known before anything runs: those of a grid or a list; else none. */
  public List<Point> listed() {
    return sampler instanceof FixedPoints fixed ? fixed.points() : List.of();
  }

  /** Whether every point is known and trained to its end, so that nothing is to be decided. */
  public boolean isFixed() {
    return sampler instanceof FixedPoints
        && scheduler instanceof FullTraining
        && budget.equals(Budget.UNLIMITED);
  }
}
