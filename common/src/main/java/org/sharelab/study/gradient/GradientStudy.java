package org.sharelab.study.gradient;

import com.typesafe.config.ConfigObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sharelab.analysis.gradient.GradientKind;
import org.sharelab.check.Checks;
import org.sharelab.config.ExperimentFile;
import org.sharelab.config.Names;
import org.sharelab.config.Section;
import org.sharelab.sharing.Transform;
import org.sharelab.study.Study;
import org.sharelab.study.StudySpec;
import org.sharelab.study.TrialSpec;
import org.sharelab.study.search.space.Point;

/**
 * A study whose file has a section {@code gradient}: the gradients of some trials are measured, and
 * other trials may take their sharing plans from them.
 *
 * <p>It is an ordinary study of the trials that are known before anything runs, and a list of those
 * that become known with the measurements.
 */
public final class GradientStudy {
  static final String SHARING = "model.sharing";
  private static final String MODEL = "model";

  private final ExperimentFile file;
  private final GradientSpec gradient;
  private final Optional<ConfigObject> source;
  private final Study study;
  private final List<TrialSpec> measured;
  private final List<LearnedTrial> learned = new ArrayList<>();

  private GradientStudy(ExperimentFile file, String defaultName) {
    this.file = file;
    Section root = file.open();
    int epochs = root.section("training").integer("epochs", 5, 1, 1_000_000);
    Section section = root.section(GradientSpec.SECTION);
    this.gradient = GradientSpec.read(section, epochs);
    this.source = GradientSpec.source(section);
    section.rejectUnknown();
    StudySpec spec = StudySpec.read(root.section("study"), defaultName, epochs);
    Checks.valid(
        spec.search().isFixed(),
        "Invalid study: a search cannot be combined with the section gradient (sampler grid or"
            + " points, no scheduler or budget)");
    List<Point> points = spec.search().listed();
    List<Point> open = points.stream().filter(this::isLearned).toList();
    this.study = study(points, open, spec);
    open.forEach(this::learn);
    this.measured = measurable();
    learned.forEach(trial -> Clustering.check(trial, gradient));
  }

  /** Whether a file has something for this class. */
  public static boolean isIn(ExperimentFile file) {
    return file.open().has(GradientSpec.SECTION);
  }

  /**
   * Plans the file.
   *
   * @param defaultName name of the study if the file gives none
   * @throws org.sharelab.check.ValidationException at the first thing that is wrong, naming it
   */
  public static GradientStudy plan(ExperimentFile file, String defaultName) {
    return new GradientStudy(file, defaultName);
  }

  public GradientSpec gradient() {
    return gradient;
  }

  /** The trials that are known before anything runs. */
  public Study study() {
    return study;
  }

  /** Those of them whose gradients are measured. */
  public List<TrialSpec> measured() {
    return measured;
  }

  /** The trials that become known with the measurements, replicate by replicate. */
  public List<LearnedTrial> learned() {
    return List.copyOf(learned);
  }

  private boolean isLearned(Point point) {
    return sharing(point).has(PlanFrom.SECTION);
  }

  private Section sharing(Point point) {
    return point.applyTo(file).open().section(MODEL).section("sharing");
  }

  private Study study(List<Point> points, List<Point> open, StudySpec spec) {
    Checks.valid(
        open.isEmpty() || source.isPresent(),
        "Invalid model.sharing.plan-from: no gradient.source (a section like model.sharing, of the"
            + " network whose gradients are measured)");
    List<Point> candidates = new ArrayList<>(points);
    candidates.removeAll(open);
    Set<String> seen = new LinkedHashSet<>();
    candidates.forEach(point -> seen.add(firstTrial(point, spec).id()));
    for (Point point : source.isPresent() ? points : List.<Point>of()) {
      Point measuredAt = sourceOf(point);
      if (seen.add(firstTrial(measuredAt, spec).id())) {
        candidates.add(measuredAt);
      }
    }
    return Study.of(file, spec.with(candidates));
  }

  private TrialSpec firstTrial(Point point, StudySpec spec) {
    return Study.of(file, spec.with(List.of(point))).trials().get(0);
  }

  /** The same point with the sharing that is measured. */
  private Point sourceOf(Point point) {
    Map<String, Object> values = withoutSharing(point);
    values.put(SHARING, source.orElseThrow().unwrapped());
    return new Point(values);
  }

  private static Map<String, Object> withoutSharing(Point point) {
    Map<String, Object> values = new LinkedHashMap<>(point.values());
    values.keySet().removeIf(key -> key.equals(SHARING) || key.startsWith(SHARING + "."));
    return values;
  }

  private void learn(Point point) {
    List<TrialSpec> sources = study.trials(sourceOf(point));
    for (TrialSpec replicate : sources) {
      learned.add(
          LearnedTrial.read(study, replicate, sharing(point), gradient, withoutSharing(point)));
    }
  }

  /** The sources if the file names one; else every trial that has something to compare. */
  private List<TrialSpec> measurable() {
    Map<String, TrialSpec> trials = new LinkedHashMap<>();
    if (source.isPresent()) {
      Set<Map<String, Object>> settings = new LinkedHashSet<>();
      for (Point point : study.spec().search().listed()) {
        if (settings.add(new HashMap<>(withoutSharing(point)))) {
          study.trials(sourceOf(point)).forEach(trial -> trials.put(trial.id(), trial));
        }
      }
    } else {
      study.trials().forEach(trial -> trials.put(trial.id(), trial));
    }
    List<TrialSpec> comparable =
        trials.values().stream()
            .filter(trial -> !MeasuredGroups.of(trial.design(), gradient).isEmpty())
            .toList();
    Checks.valid(
        !comparable.isEmpty(),
        "Invalid gradient.compare: %s (no trial has two uses to compare)",
        Names.of(gradient.compare()));
    comparable.forEach(this::checkTransform);
    return comparable;
  }

  private void checkTransform(TrialSpec trial) {
    Transform transform = trial.sharing().transform();
    Checks.valid(
        !gradient.kinds().contains(GradientKind.COEFFICIENT)
            || transform == Transform.SCALAR
            || transform == Transform.CHANNEL,
        "Invalid gradient.kinds: coefficient (what is measured has none; transform scalar or"
            + " channel has)");
    Checks.valid(
        gradient.compare() != GradientSpec.Compare.KERNEL || transform == Transform.NONE,
        "Invalid gradient.compare: kernel (only with transform none)");
  }
}
