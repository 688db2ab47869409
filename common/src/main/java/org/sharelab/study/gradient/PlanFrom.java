package org.sharelab.study.gradient;

import java.io.Serializable;
import org.sharelab.analysis.gradient.GradientKind;
import org.sharelab.analysis.gradient.GroupingCriterion;
import org.sharelab.check.Checks;
import org.sharelab.config.Names;
import org.sharelab.config.Section;

/**
 * The section {@code model.sharing.plan-from}: a plan that is learned from gradients, or a control
 * of the same cost.
 *
 * @param criterion where the merging of similar uses stops
 * @param epoch epochs that the source was trained before its gradients were measured
 * @param kind of the gradients that are compared
 * @param control what to do instead of following the gradients
 */
public record PlanFrom(GroupingCriterion criterion, int epoch, GradientKind kind, Control control)
    implements Serializable {
  /** Name of the section. */
  public static final String SECTION = "plan-from";

  /** Threshold of the paper, and where a budget starts to lower it from. */
  private static final double STANDARD_THRESHOLD = 0.1;

  private static final int LARGEST = 1 << 20;

  /** What a plan follows. */
  public enum Control {
    /** The gradients. */
    NONE,
    /** Nothing: a random grouping with as many uses in each group as the learned one. */
    RANDOM,
    /** Nothing: a random grouping into as many groups, whose sizes differ by at most one. */
    RANDOM_BALANCED,
    /** Shapes: uses of one shape are together. */
    BY_SHAPE
  }

  /** Reads and checks the section. */
  public static PlanFrom read(Section section, GradientSpec gradient) {
    int last = gradient.epochs().get(gradient.epochs().size() - 1);
    int epoch = section.integer("epoch", last, 0, Integer.MAX_VALUE);
    if (!gradient.epochs().contains(epoch)) {
      throw section.invalid("epoch", "one of gradient.epochs, " + gradient.epochs());
    }
    GradientKind kind = section.choice("kind", GradientKind.class, gradient.kinds().get(0));
    if (!gradient.kinds().contains(kind)) {
      throw section.invalid(
          "kind", "one of gradient.kinds, " + gradient.kinds().stream().map(Names::of).toList());
    }
    return new PlanFrom(
        criterion(section), epoch, kind, section.choice("control", Control.class, Control.NONE));
  }

  private static GroupingCriterion criterion(Section section) {
    boolean count = section.has("group-count");
    boolean budget = section.has("budget");
    boolean threshold = section.has("threshold");
    Checks.valid(
        count ? !budget && !threshold : budget || threshold,
        "Invalid %s: %s (threshold, or group-count, or budget with a threshold to start from)",
        section.path(),
        count ? "group-count together with another rule" : "no rule");
    if (count) {
      return new GroupingCriterion.GroupCount(section.integer("group-count", 1, LARGEST));
    }
    double start = section.number("threshold", STANDARD_THRESHOLD, -1, 1);
    if (!budget) {
      return new GroupingCriterion.Threshold(start);
    }
    long parameters = section.longInteger("budget", 1, 1, Long.MAX_VALUE);
    return section.has("step")
        ? new GroupingCriterion.BudgetBySteps(
            parameters,
            start,
            section.number("step", GroupingCriterion.BudgetBySteps.STANDARD_STEP, 1e-6, 2))
        : new GroupingCriterion.BudgetExactly(parameters, start);
  }

  /** What results call plans of this kind, such as {@code threshold 0.1}. */
  public String label() {
    String learned = "%s, epoch %d".formatted(criterion.label(), epoch);
    String full =
        kind == GradientKind.TENSOR ? learned : "%s, %s".formatted(learned, Names.of(kind));
    return control == Control.NONE ? full : "%s for %s".formatted(Names.of(control), full);
  }
}
