package org.sharelab.study;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.sharelab.check.Checks;
import org.sharelab.config.ExperimentFile;
import org.sharelab.config.Json;
import org.sharelab.config.Section;
import org.sharelab.study.gradient.GradientSpec;
import org.sharelab.study.search.Budget;
import org.sharelab.study.search.Decision;
import org.sharelab.study.search.space.Point;

/**
 * An experiment file and its trials: all of them where points are listed, and otherwise those that
 * a search will make of it.
 *
 * <p>Planning validates the whole file before anything runs: for every point if points are listed,
 * and for a search as {@link SpaceCheck} says.
 */
public final class Study {
  private static final int LARGEST = 1_000_000;
  private static final String EPOCHS = "epochs";

  private final ExperimentFile file;
  private final StudySpec spec;
  private final String settings;
  private final List<TrialSpec> trials;
  private final List<TrialSpec> samples;

  private Study(ExperimentFile file, StudySpec spec) {
    this.file = file;
    this.spec = spec;
    List<Point> listed = spec.search().listed();
    if (listed.isEmpty()) {
      this.samples = SpaceCheck.of(spec.search(), this::trials);
      this.trials = List.of();
    } else {
      this.trials = listed(listed);
      this.samples = trials;
    }
    this.settings = commonSettings();
  }

  private Study(Study study, List<TrialSpec> trials) {
    this.file = study.file;
    this.spec = study.spec;
    this.settings = study.settings;
    this.samples = study.samples;
    this.trials = trials;
  }

  /**
   * Plans the file.
   *
   * @param defaultName name of the study if the file gives none
   * @throws org.sharelab.check.ValidationException at the first thing that is wrong, naming it
   */
  public static Study plan(ExperimentFile file, String defaultName) {
    Section root = file.open();
    int epochs = root.section("training").integer(EPOCHS, 5, 1, 1_000_000);
    return of(file, StudySpec.read(root.section("study"), defaultName, epochs));
  }

  /** The same with a section {@code study} that was read before. */
  public static Study of(ExperimentFile file, StudySpec spec) {
    return new Study(file, spec);
  }

  /** This study with trials that became known later. */
  public Study with(List<TrialSpec> more) {
    Map<String, TrialSpec> all = new LinkedHashMap<>();
    trials.forEach(trial -> all.put(trial.id(), trial));
    more.forEach(trial -> all.put(trial.id(), trial));
    return new Study(this, List.copyOf(all.values()));
  }

  /**
   * A trial as a result set stores it.
   *
   * @param stored the column {@code spec} of {@code trials}
   * @param study name of its study
   * @throws org.sharelab.check.ValidationException if this version cannot read it
   */
  public static TrialSpec storedTrial(ExperimentFile stored, String study) {
    Section root = stored.open();
    long seed = root.longInteger("seed", 1, Long.MIN_VALUE, Long.MAX_VALUE);
    int replicate = root.integer("replicate", 0, 0, 1_000_000);
    ConfigValue none = ConfigValueFactory.fromAnyRef(null);
    ExperimentFile file =
        stored
            .set("seed", none)
            .set("replicate", none)
            .set("study.seed", ConfigValueFactory.fromAnyRef(seed))
            .set("study.replicates", ConfigValueFactory.fromAnyRef(replicate + 1));
    return plan(file, study).trials().get(replicate);
  }

  public StudySpec spec() {
    return spec;
  }

  /**
   * Canonical JSON of what all trials have in common: the file without what varies, and for a
   * search, what defines it. Two files with the same settings may share an output folder, and one
   * extends the other.
   */
  public String settings() {
    return settings;
  }

  /**
   * The trials that are known before anything runs, in plan order: replicate by replicate, and
   * within one the points of the grid with the first dimension slowest, or of the list. None where
   * points are drawn.
   */
  public List<TrialSpec> trials() {
    return trials;
  }

  /** Whether results decide what is run; if not, the study is {@link #trials}, whatever happens. */
  public boolean isSearch() {
    return !spec.search().isFixed();
  }

  /** Valid trials from all corners of the space, to check data against. */
  public List<TrialSpec> samples() {
    return samples;
  }

  /**
   * What the study costs at most, as far as its budget or its list of points bounds that and the
   * corners of its space are the most expensive; empty if nothing does.
   */
  public Optional<TrialCost> costBound() {
    Budget budget = spec.search().budget();
    List<TrialCost> bounds = new ArrayList<>();
    if (!trials.isEmpty()) {
      bounds.add(trials.stream().map(TrialCost::of).reduce(TrialCost.NONE, TrialCost::plus));
    }
    TrialCost largest =
        samples.stream()
            .map(TrialCost::of)
            .max(Comparator.comparingDouble(TrialCost::macs))
            .orElseThrow();
    if (budget.trials() < Budget.NO_LIMIT) {
      bounds.add(largest.times(budget.trials()));
    }
    if (budget.epochs() < Budget.NO_LIMIT) {
      double epochs = samples.stream().mapToInt(t -> t.training().epochs()).min().orElseThrow();
      bounds.add(largest.times(budget.epochs() / epochs));
    }
    return bounds.stream().reduce(TrialCost::orLess);
  }

  /**
   * All replicates of a point, validated.
   *
   * @throws org.sharelab.check.ValidationException naming the key that does not fit
   */
  public List<TrialSpec> trials(Point point) {
    StudyPoint read = read(point);
    List<TrialSpec> replicates = new ArrayList<>();
    for (int replicate = 0; replicate < spec.replicates(); replicate++) {
      replicates.add(read.trial(spec, replicate));
    }
    return replicates;
  }

  /**
   * What is left to do.
   *
   * @param decisions those of the search that were stored; none at its start or for a plan
   * @param reports the last report of each trial that need not start anew
   */
  public Agenda agenda(Collection<Decision> decisions, Collection<TrialReport> reports) {
    if (isSearch()) {
      return new RunningSearch(this, decisions, reports);
    }
    Set<String> ended =
        reports.stream()
            .filter(report -> report.state().hasEnded())
            .map(TrialReport::trialId)
            .collect(Collectors.toSet());
    return new FixedPlan(trials, ended);
  }

  private StudyPoint read(Point point) {
    StudyPoint read = StudyPoint.read(point.applyTo(file));
    if (isSearch()) {
      checkMilestones(point, read);
    }
    return read;
  }

  private void checkMilestones(Point point, StudyPoint read) {
    var scheduler = spec.search().scheduler();
    int epochs = read.training().epochs();
    Checks.valid(
        epochs == scheduler.lastEpoch(point),
        "Invalid training.epochs: %d (%d as for all points, unless study.space varies it)",
        epochs,
        scheduler.lastEpoch(point));
    int milestone = scheduler.milestoneAfter(0, point);
    Checks.valid(
        milestone >= Math.min(epochs, read.training().evaluateEvery()),
        "Invalid training.evaluate-every: %d (at most %d, where scheduler %s looks first)",
        read.training().evaluateEvery(),
        milestone,
        scheduler.rule());
  }

  private List<TrialSpec> listed(List<Point> points) {
    Checks.valid(
        (long) points.size() * spec.replicates() <= LARGEST,
        "Invalid study.space: more than %d trials (fewer values or replicates)",
        LARGEST);
    List<StudyPoint> parsed = points.stream().map(this::read).toList();
    List<TrialSpec> planned = new ArrayList<>();
    for (int replicate = 0; replicate < spec.replicates(); replicate++) {
      for (StudyPoint point : parsed) {
        planned.add(point.trial(spec, replicate));
      }
    }
    Checks.valid(
        planned.stream().map(TrialSpec::id).distinct().count() == planned.size(),
        "Invalid study.space: two points give the same trial (different points)");
    return List.copyOf(planned);
  }

  private String commonSettings() {
    Section sample = ExperimentFile.parse(samples.get(0).canonical()).open();
    sample.keys().forEach(sample::value);
    Map<String, Object> common = new TreeMap<>(sample.effective());
    common.remove("replicate");
    common.put("name", spec.name());
    for (String key : spec.keys()) {
      remove(common, ExperimentFile.splitKey(key));
    }
    remove(common, List.of("data", "path"));
    file.open()
        .value(GradientSpec.SECTION)
        .ifPresent(gradient -> common.put(GradientSpec.SECTION, gradient.unwrapped()));
    if (isSearch()) {
      common.put("study", spec.definition());
    }
    return Json.write(common);
  }

  private static void remove(Map<String, Object> map, List<String> key) {
    if (key.size() == 1) {
      map.remove(key.get(0));
    } else if (map.get(key.get(0)) instanceof Map<?, ?> nested) {
      Map<String, Object> copy = new TreeMap<>();
      nested.forEach((name, value) -> copy.put(name.toString(), value));
      remove(copy, key.subList(1, key.size()));
      map.put(key.get(0), copy);
    }
  }
}
