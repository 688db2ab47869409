package org.sharelab.study.gradient;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sharelab.config.Json;
import org.sharelab.config.Section;
import org.sharelab.random.Seed;
import org.sharelab.sharing.SharingRule;
import org.sharelab.study.Study;
import org.sharelab.study.TrialSpec;
import org.sharelab.study.search.space.Point;

/** A trial whose sharing plan is not known before the gradients of another one are. */
public final class LearnedTrial {
  private static final List<String> OTHER_PLANS =
      List.of("rate", "mapping", "distribution", "remainder", "groups");

  private final Study study;
  private final TrialSpec source;
  private final PlanFrom from;
  private final Map<String, Object> otherValues;
  private final Map<String, Object> sharing;

  private LearnedTrial(
      Study study,
      TrialSpec source,
      PlanFrom from,
      Map<String, Object> otherValues,
      Map<String, Object> sharing) {
    this.study = study;
    this.source = source;
    this.from = from;
    this.otherValues = otherValues;
    this.sharing = sharing;
  }

  /**
   * Reads the section {@code model.sharing} of a point.
   *
   * @param study that can make the trial
   * @param source whose gradients decide
   * @param otherValues the point without {@code model.sharing} and what is below it
   */
  static LearnedTrial read(
      Study study,
      TrialSpec source,
      Section sharing,
      GradientSpec gradient,
      Map<String, Object> otherValues) {
    for (String key : OTHER_PLANS) {
      if (sharing.has(key)) {
        throw sharing.invalid(key, "not together with plan-from");
      }
    }
    Section section = sharing.section(PlanFrom.SECTION);
    PlanFrom from = PlanFrom.read(section, gradient);
    section.rejectUnknown();
    Map<String, Object> rest = new TreeMap<>();
    for (String key : sharing.keys()) {
      if (!key.equals(PlanFrom.SECTION)) {
        sharing.value(key).ifPresent(value -> rest.put(key, value.unwrapped()));
      }
    }
    return new LearnedTrial(study, source, from, otherValues, rest);
  }

  /** The trial whose gradients decide; of the same replicate. */
  public TrialSpec source() {
    return source;
  }

  public PlanFrom from() {
    return from;
  }

  /** A name for the plan: what it is made from, and how. */
  public String planId() {
    return Json.hash(
        Map.of(
            "source", source.id(), "from", from.label(), "sharing", sharing, "point", otherValues));
  }

  /** What a control that is random draws from. */
  public Seed seed() {
    return source.replicateSeed().derive(PlanFrom.SECTION).derive(from.label());
  }

  /**
   * The trial with its plan, validated.
   *
   * @throws org.sharelab.check.ValidationException if the groups do not fit the model
   */
  public TrialSpec with(SharingRule.Table groups) {
    Map<String, Object> learned = new TreeMap<>(sharing);
    learned.put("groups", new ArrayList<>(groups.groups()));
    Map<String, Object> values = new TreeMap<>(otherValues);
    values.put(GradientStudy.SHARING, learned);
    return study.trials(new Point(values)).get(source.replicate());
  }
}
