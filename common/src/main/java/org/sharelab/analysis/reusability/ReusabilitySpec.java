package org.sharelab.analysis.reusability;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sharelab.check.Checks;
import org.sharelab.config.ExperimentFile;
import org.sharelab.config.Section;
import org.sharelab.study.Study;
import org.sharelab.study.TrialSpec;

/**
 * The section {@code analysis} of a file: which models to analyse.
 *
 * <pre>{@code
 * analysis {
 *   kind = reusability
 *   models = [
 *     { model = efficientnetv2-b0, resolution = 224, sharing = all-but-bn }
 *     { model { name = convmixer, width = 256, sharing { mapping = strided } }
 *       classes = 10, sharing = plan
 *       space { "model.depth" = { from = 8, to = 32, step = 8 }, "model.sharing.rate" = [1, 2, 4] } }
 *   ]
 * }
 * }</pre>
 *
 * An entry is a {@link ReusabilityCase}; its {@code space} makes it a family, one case for each
 * combination of values of the keys named there.
 *
 * <p>An experiment file, without a section {@code analysis}, stands for the networks of its trials.
 *
 * @param name of the analysis, {@code analysis.name}
 * @param cases the models in file order, each once
 */
public record ReusabilitySpec(String name, List<ReusabilityCase> cases) {

  /** What an analysis does. */
  private enum Kind {
    REUSABILITY
  }

  public ReusabilitySpec {
    cases = List.copyOf(cases);
  }

  /**
   * Reads and expands the file; nothing is analysed before all of it is valid.
   *
   * @param defaultName name of the analysis if the file does not say
   * @throws org.sharelab.check.ValidationException naming the entry and key that is wrong
   */
  public static ReusabilitySpec read(ExperimentFile file, String defaultName) {
    Section root = file.open();
    if (!root.has("analysis") && (root.has("study") || root.has("model"))) {
      return of(Study.plan(file, defaultName));
    }
    Section analysis = root.section("analysis");
    analysis.choice("kind", Kind.class, Kind.REUSABILITY);
    String name = analysis.text("name", defaultName);
    Map<String, ReusabilityCase> cases = new LinkedHashMap<>();
    List<ConfigValue> entries = entries(analysis);
    for (int i = 0; i < entries.size(); i++) {
      String origin = "analysis.models[%d]".formatted(i);
      for (ExperimentFile entry : expand(analysis, (ConfigObject) entries.get(i), origin)) {
        ReusabilityCase read = ReusabilityCase.read(entry);
        cases.putIfAbsent(read.id(), read);
      }
    }
    root.rejectUnknown();
    return new ReusabilitySpec(name, List.copyOf(cases.values()));
  }

  /**
   * The networks of a study, each once.
   *
   * @throws org.sharelab.check.ValidationException if a search chooses them
   */
  public static ReusabilitySpec of(Study study) {
    Checks.valid(
        !study.trials().isEmpty(),
        "Cannot analyse study %s: its networks are chosen while it runs (a list or grid of points)",
        study.spec().name());
    Map<String, ReusabilityCase> cases = new LinkedHashMap<>();
    for (TrialSpec trial : study.trials()) {
      ReusabilityCase analysed = ReusabilityCase.of(trial);
      cases.putIfAbsent(analysed.id(), analysed);
    }
    return new ReusabilitySpec(study.spec().name(), List.copyOf(cases.values()));
  }

  private static List<ConfigValue> entries(Section analysis) {
    String allowed = "a list of models in braces, at least one";
    ConfigValue value =
        analysis.value("models").orElseThrow(() -> analysis.invalid("models", allowed));
    if (value instanceof ConfigList list
        && !list.isEmpty()
        && list.stream().allMatch(entry -> entry instanceof ConfigObject)) {
      return List.copyOf(list);
    }
    throw analysis.invalid("models", allowed);
  }

  /** The entry with every combination of values of its space, the last key varying fastest. */
  private static List<ExperimentFile> expand(Section analysis, ConfigObject entry, String origin) {
    Map<String, Object> fixed = new TreeMap<>(entry.unwrapped());
    fixed.remove("space");
    List<ExperimentFile> files = List.of(ExperimentFile.of(fixed, origin));
    ConfigValue space = entry.get("space");
    if (space == null) {
      return files;
    }
    if (!(space instanceof ConfigObject dimensions)) {
      throw analysis.invalid("models", "space is keys with lists or ranges, in braces");
    }
    for (CaseDimension dimension : CaseDimension.read(dimensions)) {
      List<ExperimentFile> next = new ArrayList<>();
      for (ExperimentFile file : files) {
        dimension.values().forEach(value -> next.add(file.set(dimension.key(), value)));
      }
      files = next;
    }
    return files;
  }
}
