package org.sharelab.study;

import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sharelab.check.Checks;
import org.sharelab.check.ValidationException;
import org.sharelab.config.ExperimentFile;
import org.sharelab.config.Json;
import org.sharelab.config.Section;
import org.sharelab.data.DataSpec;
import org.sharelab.model.ModelDesign;
import org.sharelab.model.ModelFamilies;
import org.sharelab.model.ModelFamily;
import org.sharelab.model.ModelSpec;
import org.sharelab.random.Seed;
import org.sharelab.sharing.SharingSpec;
import org.sharelab.store.Initialization;
import org.sharelab.train.TrainingSpec;

/**
 * An experiment file and all its trials.
 *
 * <p>Planning validates the whole file for every point of the space before anything runs.
 *
 * @param settings canonical JSON of what all trials have in common: the file without its space; two
 *     files with the same settings may share an output folder, and one extends the other
 * @param trials in plan order: replicate by replicate, and within one the points of the grid with
 *     the first dimension slowest
 */
public record Study(StudySpec spec, String settings, List<TrialSpec> trials) {
  private static final int LARGEST = 1_000_000;

  public Study {
    trials = List.copyOf(trials);
  }

  /**
   * Plans the file.
   *
   * @param defaultName name of the study if the file gives none
   * @throws ValidationException at the first thing that is wrong, naming it
   */
  public static Study plan(ExperimentFile file, String defaultName) {
    StudySpec spec = StudySpec.read(file.open().section("study"), defaultName);
    List<List<ConfigValue>> points = grid(spec);
    List<Point> parsed = new ArrayList<>();
    for (List<ConfigValue> values : points) {
      parsed.add(Point.read(at(file, spec, values), spec));
    }
    List<TrialSpec> trials = new ArrayList<>();
    for (int replicate = 0; replicate < spec.replicates(); replicate++) {
      for (Point point : parsed) {
        trials.add(point.trial(spec, replicate));
      }
    }
    Checks.valid(
        trials.stream().map(TrialSpec::id).distinct().count() == trials.size(),
        "Invalid study.space: two points give the same trial (different points)");
    return new Study(spec, settings(parsed.get(0), spec), trials);
  }

  private static List<List<ConfigValue>> grid(StudySpec spec) {
    List<List<ConfigValue>> points = List.of(List.of());
    for (StudySpec.Dimension dimension : spec.space()) {
      List<List<ConfigValue>> longer = new ArrayList<>();
      for (List<ConfigValue> point : points) {
        for (ConfigValue value : dimension.values()) {
          List<ConfigValue> extended = new ArrayList<>(point);
          extended.add(value);
          longer.add(extended);
        }
      }
      points = longer;
      Checks.valid(
          (long) points.size() * spec.replicates() <= LARGEST,
          "Invalid study.space: more than %d trials (fewer values or replicates)",
          LARGEST);
    }
    return points;
  }

  private static ExperimentFile at(ExperimentFile file, StudySpec spec, List<ConfigValue> values) {
    ExperimentFile result = file;
    for (int i = 0; i < values.size(); i++) {
      result = result.set(spec.space().get(i).key(), values.get(i));
    }
    return result;
  }

  private static String settings(Point point, StudySpec spec) {
    Map<String, Object> common = new TreeMap<>(point.effective());
    common.remove("study");
    common.put("seed", spec.seed());
    common.put("name", spec.name());
    for (StudySpec.Dimension dimension : spec.space()) {
      remove(common, ExperimentFile.splitKey(dimension.key()));
    }
    remove(common, List.of("data", "path"));
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

  /** One point of the space, read and checked, not yet a replicate. */
  private record Point(
      Map<String, Object> effective,
      DataSpec data,
      String modelName,
      ModelSpec model,
      SharingSpec sharing,
      Initialization initializer,
      TrainingSpec training) {

    static Point read(ExperimentFile file, StudySpec spec) {
      Section root = file.open();
      StudySpec.read(root.section("study"), spec.name());
      DataSpec data = DataSpec.read(root.section("data"));
      Section section = root.section("model");
      ModelFamily family = ModelFamilies.read(section);
      ModelSpec model = family.read(section, data.inputShape(), data.classes());
      Section sharingSection = section.section("sharing");
      SharingSpec sharing =
          SharingSpec.read(sharingSection, model.components(), family.defaultComponents());
      Initialization initializer =
          section.choice("initializer", Initialization.class, Initialization.UNIFORM_FAN_IN);
      TrainingSpec training = TrainingSpec.read(root.section("training"));
      root.rejectUnknown();
      return new Point(
          root.effective(), data, family.name(), model, sharing, initializer, training);
    }

    TrialSpec trial(StudySpec spec, int replicate) {
      Map<String, Object> canonical = new TreeMap<>(effective);
      canonical.remove("study");
      canonical.put("seed", spec.seed());
      canonical.put("replicate", replicate);
      Seed seed = Seed.of(spec.seed()).derive("replicate", replicate);
      ModelDesign design =
          new ModelDesign(
              model.architecture(), sharing.plan(model.components(), seed), sharing.transform());
      return new TrialSpec(
          TrialId.of(canonical),
          Json.write(canonical),
          spec.name(),
          spec.seed(),
          replicate,
          spec.trialTimeoutSeconds(),
          data,
          modelName,
          sharing,
          design,
          initializer,
          training);
    }
  }
}
