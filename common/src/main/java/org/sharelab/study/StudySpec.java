package org.sharelab.study;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.sharelab.config.Section;
import org.sharelab.random.Seed;
import org.sharelab.study.search.SearchSpec;
import org.sharelab.study.search.sampler.FixedPoints;
import org.sharelab.study.search.space.Point;

/**
 * The section {@code study} of an experiment file.
 *
 * @param name of the study; the file's name if it does not say
 * @param seed all random choices derive from it
 * @param replicates repetitions of every point with other random choices
 * @param trialTimeoutSeconds longest time one trial may take; 0 for no limit
 * @param retries how often a trial is run again whose executor was lost
 * @param checkpoint what trials save of their state, and what is left of that
 * @param search which points are visited, in what order, and how far each is trained
 * @param definition the keys that make a search the one it is, by name in the section; its name,
 *     seed, budget and limits are not among them
 * @param resources what each trial gets of its executor
 */
public record StudySpec(
    String name,
    long seed,
    int replicates,
    long trialTimeoutSeconds,
    int retries,
    CheckpointSpec checkpoint,
    SearchSpec search,
    Map<String, Object> definition,
    TrialResources resources) {
  private static final int DEFAULT_RETRIES = 2;
  private static final List<String> DEFINING =
      List.of("space", "sampler", "scheduler", "objectives", "replicates");

  /** What a study does. */
  private enum Kind {
    SWEEP
  }

  public StudySpec {
    definition = Map.copyOf(definition);
  }

  /**
   * Reads and checks the section.
   *
   * @param epochs of full training, {@code training.epochs} of the file
   * @throws org.sharelab.check.ValidationException at the first thing that is wrong, unknown keys
   *     included
   */
  public static StudySpec read(Section section, String defaultName, int epochs) {
    section.choice("kind", Kind.class, Kind.SWEEP);
    String name = section.text("name", defaultName);
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw section.invalid("name", "letters, digits, dots, dashes and underscores");
    }
    long seed = section.longInteger("seed", 1, Long.MIN_VALUE, Long.MAX_VALUE);
    int replicates = section.integer("replicates", 1, 1, 1_000_000);
    long timeout = section.longInteger("trial-timeout-seconds", 0, 0, Long.MAX_VALUE);
    int retries = section.integer("retries", DEFAULT_RETRIES, 0, 100);
    CheckpointSpec checkpoint = CheckpointSpec.read(section.section("checkpoint"));
    SearchSpec search = SearchSpec.read(section, Seed.of(seed), replicates, epochs);
    TrialResources resources = TrialResources.read(section.section("resources"));
    section.rejectUnknown();
    Map<String, Object> definition = new TreeMap<>(section.effective());
    definition.keySet().retainAll(DEFINING);
    return new StudySpec(
        name, seed, replicates, timeout, retries, checkpoint, search, definition, resources);
  }

  /** The same section with these points instead of its own. */
  public StudySpec with(List<Point> points) {
    SearchSpec listed =
        new SearchSpec(
            search.space(),
            search.objectives(),
            search.replicates(),
            new FixedPoints("points", points),
            search.scheduler(),
            search.budget());
    return new StudySpec(
        name,
        seed,
        replicates,
        trialTimeoutSeconds,
        retries,
        checkpoint,
        listed,
        definition,
        resources);
  }

  /** The keys of the file that vary, in file order. */
  public List<String> keys() {
    Set<String> keys = new LinkedHashSet<>();
    search.space().dimensions().forEach(dimension -> keys.add(dimension.key()));
    for (Point point : search.listed()) {
      keys.addAll(point.values().keySet());
    }
    return List.copyOf(keys);
  }
}
