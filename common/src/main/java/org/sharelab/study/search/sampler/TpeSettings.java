package org.sharelab.study.search.sampler;

import java.io.Serializable;
import org.sharelab.check.Checks;
import org.sharelab.config.Section;

/**
 * Constants of the tree-structured Parzen estimator, with their names in Bergstra et al. (2011).
 *
 * @param startupPoints points of the Sobol sequence that come first; until that many have a result,
 *     there is no model
 * @param gamma fraction of the results that counts as good, in (0, 1); gamma in the paper, which
 *     uses 0.15
 * @param candidates draws from the good density among which the best ratio wins; the paper leaves
 *     it open, its authors' program uses 24; 1 draws from the good density itself
 * @param feedback which results a proposal learns from
 * @param parallelPoints points that may run at once under feedback {@code window} and {@code batch}
 */
public record TpeSettings(
    int startupPoints, double gamma, int candidates, Feedback feedback, int parallelPoints)
    implements Serializable {
  public static final TpeSettings DEFAULT = new TpeSettings(20, 0.15, 24, Feedback.WINDOW, 4);

  public TpeSettings {
    Checks.valid(startupPoints >= 1, "Invalid startup-points: %d (>= 1)", startupPoints);
    Checks.valid(gamma > 0 && gamma < 1, "Invalid gamma: %s (between 0 and 1)", gamma);
    Checks.valid(candidates >= 1, "Invalid candidates: %d (>= 1)", candidates);
    Checks.valid(parallelPoints >= 1, "Invalid parallel-points: %d (>= 1)", parallelPoints);
  }

  static TpeSettings read(Section sampler) {
    double gamma = sampler.positive("gamma", DEFAULT.gamma);
    if (gamma >= 1) {
      throw sampler.invalid("gamma", "a number between 0 and 1, both excluded");
    }
    return new TpeSettings(
        sampler.integer("startup-points", DEFAULT.startupPoints, 1, 1_000_000),
        gamma,
        sampler.integer("candidates", DEFAULT.candidates, 1, 1_000_000),
        sampler.choice("feedback", Feedback.class, DEFAULT.feedback),
        sampler.integer("parallel-points", DEFAULT.parallelPoints, 1, 1_000_000));
  }
}
