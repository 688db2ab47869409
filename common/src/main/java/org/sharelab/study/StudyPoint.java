package org.sharelab.study;

import java.util.Map;
import java.util.TreeMap;
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
import org.sharelab.study.gradient.GradientSpec;
import org.sharelab.train.TrainingSpec;

/**
 * An experiment file with the values of one point set, read and checked; not yet a replicate.
 *
 * @param effective everything that was read, defaults included, but for the section {@code study}
 */
record StudyPoint(
    Map<String, Object> effective,
    DataSpec data,
    String modelName,
    ModelSpec model,
    SharingSpec sharing,
    Initialization initializer,
    TrainingSpec training) {

  /**
   * Reads all sections but {@code study}.
   *
   * @throws org.sharelab.check.ValidationException at the first thing that is wrong
   */
  static StudyPoint read(ExperimentFile file) {
    Section root = file.open();
    Section study = root.section("study");
    study.keys().forEach(study::value); // known, and checked elsewhere
    DataSpec data = DataSpec.read(root.section("data"));
    Section section = root.section("model");
    ModelFamily family = ModelFamilies.read(section);
    ModelSpec model = family.read(section, data.inputShape(), data.classes());
    SharingSpec sharing =
        SharingSpec.read(
            section.section("sharing"), model.components(), family.defaultComponents());
    Initialization initializer =
        section.choice("initializer", Initialization.class, Initialization.UNIFORM_FAN_IN);
    Section trainingSection = root.section("training");
    TrainingSpec training = TrainingSpec.read(trainingSection);
    if (training.stepsPerEpoch(data.trainImages()) == 0) {
      throw trainingSection.invalid(
          "batch-size",
          "at most %d, the training images, as drop-last leaves only full batches"
              .formatted(data.trainImages()));
    }
    Section gradient = root.section(GradientSpec.SECTION);
    GradientSpec.read(gradient, training.epochs());
    root.rejectUnknown();
    Map<String, Object> effective = new TreeMap<>(root.effective());
    effective.remove("study");
    effective.remove(GradientSpec.SECTION); // looks at trials and changes none
    return new StudyPoint(effective, data, family.name(), model, sharing, initializer, training);
  }

  /** One replicate. */
  TrialSpec trial(StudySpec spec, int replicate) {
    Map<String, Object> canonical = new TreeMap<>(effective);
    canonical.put("seed", spec.seed());
    canonical.put("replicate", replicate);
    Seed seed = Seed.of(spec.seed()).derive("replicate", replicate);
    ModelDesign design = model.design(sharing, seed);
    return new TrialSpec(
        TrialId.of(canonical),
        Json.write(canonical),
        spec.name(),
        spec.seed(),
        replicate,
        spec.trialTimeoutSeconds(),
        spec.checkpoint(),
        data,
        modelName,
        sharing,
        design,
        initializer,
        training);
  }
}
