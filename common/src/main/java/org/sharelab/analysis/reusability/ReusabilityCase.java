package org.sharelab.analysis.reusability;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.sharelab.check.Checks;
import org.sharelab.config.ExperimentFile;
import org.sharelab.config.Json;
import org.sharelab.config.Names;
import org.sharelab.config.Section;
import org.sharelab.model.AllButBatchNorm;
import org.sharelab.model.AllButBatchNorm.Reading;
import org.sharelab.model.Architecture;
import org.sharelab.model.FeatureShape;
import org.sharelab.model.ModelDesign;
import org.sharelab.model.ModelFamilies;
import org.sharelab.model.ModelFamily;
import org.sharelab.model.ModelSpec;
import org.sharelab.random.Seed;
import org.sharelab.sharing.SharingPlan;
import org.sharelab.sharing.SharingSpec;
import org.sharelab.sharing.Transform;
import org.sharelab.study.TrialSpec;

/**
 * One model to analyse: sizes, resolution and sharing. Its text form is enough to analyse it
 * anywhere.
 *
 * @param id hash of the text form
 * @param spec text form, canonical JSON; see {@link #parse}
 * @param estimateResolution side in pixels of the images that the estimates are for
 * @param model the model at its resolution and number of classes
 * @param mode how parameters are shared
 * @param sharing the section {@code model.sharing}, which {@link Mode#PLAN} uses
 * @param seed of the study that has the same random mappings
 * @param replicate the replicate of that study
 */
public record ReusabilityCase(
    String id,
    String spec,
    ModelSpec model,
    int estimateResolution,
    Mode mode,
    SharingSpec sharing,
    long seed,
    int replicate)
    implements Serializable {
  private static final int LARGEST_RESOLUTION = 4096;

  /** What is shared. */
  public enum Mode {
    /** Nothing. */
    NONE,
    /** All convolutions of equal shape, by the names that the paper's code gives them. */
    ALL_BUT_BN,
    /** All convolutions of equal kind, kernel, stride, input and output channels. */
    ALL_BUT_BN_CLEAN,
    /** What {@code model.sharing} says. */
    PLAN
  }

  /**
   * A published model with its usual sizes.
   *
   * @param shortName such as {@code efficientnetv2-b0}; see {@link ModelFamilies#ofShortName}
   * @param resolution side of the image in pixels
   * @throws org.sharelab.check.ValidationException if there is no such model, or not at these sizes
   */
  public static ReusabilityCase of(String shortName, int resolution, int classes, Mode mode) {
    Map<String, Object> values = new TreeMap<>();
    values.put("model", shortName);
    values.put("resolution", resolution);
    values.put("classes", classes);
    values.put("sharing", Names.of(mode));
    return read(ExperimentFile.of(values, "the command"));
  }

  /** Turns {@link #spec} back into the case. */
  public static ReusabilityCase parse(String spec) {
    return read(ExperimentFile.parse(spec));
  }

  /**
   * Reads {@code model} (a short name or a section), {@code resolution}, {@code
   * estimate-resolution}, {@code channels}, {@code classes}, {@code sharing}, {@code seed} and
   * {@code replicate}.
   */
  static ReusabilityCase read(ExperimentFile file) {
    Section root = withModelSection(file).open();
    int resolution = root.integer("resolution", 224, 1, LARGEST_RESOLUTION);
    int estimateResolution = root.integer("estimate-resolution", resolution, 1, LARGEST_RESOLUTION);
    int channels = root.integer("channels", 3, 1, 65_536);
    int classes = root.integer("classes", 1000, 1, 1 << 24);
    Mode mode = root.choice("sharing", Mode.class, Mode.NONE);
    long seed = root.longInteger("seed", 1, Long.MIN_VALUE, Long.MAX_VALUE);
    int replicate = root.has("replicate") ? root.integer("replicate", 0, Integer.MAX_VALUE) : 0;
    Section section = root.section("model");
    ModelFamily family = ModelFamilies.read(section);
    ModelSpec model =
        family.read(section, new FeatureShape(channels, resolution, resolution), classes);
    SharingSpec sharing = null;
    if (mode == Mode.PLAN) {
      Section sharingSection = section.section("sharing");
      sharing = SharingSpec.read(sharingSection, model.components(), family.defaultComponents());
      if (sharing.transform() != Transform.NONE) {
        throw sharingSection.invalid("transform", "none; coefficients have no rule for contexts");
      }
    }
    root.rejectUnknown();
    Map<String, Object> canonical = root.effective();
    return new ReusabilityCase(
        Json.hash(canonical),
        Json.write(canonical),
        model,
        estimateResolution,
        mode,
        sharing,
        seed,
        replicate);
  }

  private static ExperimentFile withModelSection(ExperimentFile file) {
    return file.open()
        .value("model")
        .filter(value -> value.valueType() == ConfigValueType.STRING)
        .map(
            name ->
                file.set(
                    "model",
                    ConfigValueFactory.fromMap(
                        ModelFamilies.ofShortName(name.unwrapped().toString()),
                        "short name " + name.unwrapped())))
        .orElse(file);
  }

  /**
   * The network of a trial, whatever it is trained on and how.
   *
   * @throws org.sharelab.check.ValidationException if its images are not square or its sharing has
   *     coefficients
   */
  public static ReusabilityCase of(TrialSpec trial) {
    FeatureShape input = trial.design().architecture().input();
    Checks.valid(
        input.height() == input.width(),
        "Cannot analyse images of %d x %d pixels: they are not square",
        input.height(),
        input.width());
    Section spec = ExperimentFile.parse(trial.canonical()).open();
    Map<String, Object> model = new TreeMap<>();
    spec.value("model").ifPresent(section -> model.putAll(((ConfigObject) section).unwrapped()));
    model.remove("initializer");
    Map<String, Object> values = new TreeMap<>();
    values.put("model", model);
    values.put("resolution", input.height());
    values.put("channels", input.channels());
    values.put("classes", trial.design().architecture().output().channels());
    values.put("sharing", Names.of(Mode.PLAN));
    if (trial.sharing().isRandom()) {
      values.put("seed", trial.seed());
      values.put("replicate", trial.replicate());
    }
    return read(ExperimentFile.of(values, "trial " + trial.id()));
  }

  /** The model with what it shares. */
  public ModelDesign design() {
    return new ModelDesign(model.architecture(), plan(), Transform.NONE);
  }

  /** Counts and derives everything; takes milliseconds to a second and no randomness. */
  public ReusabilityResult analyse() {
    Architecture architecture = model.architecture();
    return Reusability.of(architecture).analyse(label(), plan(), estimateResolution);
  }

  /** What the column {@code sharing} says: the mode, or mapping and rate of a plan. */
  public String label() {
    return mode == Mode.PLAN ? sharing.label() : Names.of(mode);
  }

  private SharingPlan plan() {
    return switch (mode) {
      case NONE -> SharingPlan.none();
      case ALL_BUT_BN -> AllButBatchNorm.plan(model.architecture(), Reading.NAMED);
      case ALL_BUT_BN_CLEAN -> AllButBatchNorm.plan(model.architecture(), Reading.CLEAN);
      case PLAN -> model.plan(sharing, Seed.of(seed).derive("replicate", replicate));
    };
  }
}
