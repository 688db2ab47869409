package org.sharelab.jobs.testing;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.sharelab.config.Json;

/**
 * A valid experiment file drawn at random: any family that can be trained, tiny, with any sharing,
 * optimiser, schedule, augmentation and noise that fit together. JSON is HOCON, so sections are
 * maps.
 */
public final class RandomExperiment {
  private static final int SIDE = 32; // glyphs

  private final SplittableRandom random;
  private final Map<String, Object> file = new TreeMap<>();

  /** The file of a seed. */
  public RandomExperiment(long seed) {
    random = new SplittableRandom(seed);
    Map<String, Object> model = model();
    Map<String, Object> training = training();
    file.put("model", model);
    file.put("training", training);
    file.put("data", data());
    file.put("study", study(model));
  }

  /** The sections, to be changed at will. */
  public Map<String, Object> sections() {
    return file;
  }

  /** The text of the file. */
  public String text() {
    return Json.write(file);
  }

  private boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  @SafeVarargs
  private <T> T one(T... values) {
    return values[random.nextInt(values.length)];
  }

  private void maybe(Map<String, Object> section, String key, Object value) {
    if (chance(0.5)) {
      section.put(key, value);
    }
  }

  private Map<String, Object> model() {
    Map<String, Object> model = new TreeMap<>();
    String name = chance(0.03) ? "efficientnetv2" : one("convmixer", "mlp", "resnet50", "wrn");
    model.put("name", name);
    maybe(model, "initializer", one("uniform-fan-in", "kaiming-normal"));
    switch (name) {
      case "convmixer" -> convMixer(model);
      case "mlp" -> mlp(model);
      case "resnet50" -> {
        model.put("width", one(1, 2, 4));
        maybe(model, "downsampling", one("pointwise", "spatial"));
      }
      case "wrn" -> {
        model.put("depth", one(10, 16));
        model.put("width", 1);
        maybe(model, "block-dropout", one(0.0, 0.3));
      }
      default -> maybe(model, "head-dropout", one(0.0, 0.2));
    }
    return model;
  }

  private void convMixer(Map<String, Object> model) {
    int depth = one(1, 2, 3, 4, 6);
    model.put("width", one(1, 3, 4, 8, 17));
    model.put("depth", depth);
    model.put("kernel-size", one(1, 2, 3, 4, 5, 9));
    model.put("patch-size", one(4, 8, 16, 32));
    maybe(model, "activation", one("gelu", "relu", "silu", "sigmoid"));
    maybe(model, "residual", one("depthwise", "both"));
    maybe(model, "head-dropout", one(0.0, 0.5));
    sharing(
        model, depth, "depthwise", "depthwise-bias", "pointwise", "pointwise-bias", "batch-norm");
  }

  private void mlp(Map<String, Object> model) {
    int depth = one(2, 3, 5);
    model.put("width", one(1, 5, 16));
    model.put("depth", depth);
    maybe(model, "activation", one("gelu", "relu", "silu", "sigmoid"));
    model.put("bias", chance(0.5));
    if (depth == 3 && chance(0.5)) {
      model.put("sharing", new TreeMap<>(Map.of("rate", 2))); // the first layer is shared by none
    }
  }

  private void sharing(Map<String, Object> model, int depth, String... components) {
    if (chance(0.2)) {
      return;
    }
    Map<String, Object> sharing = new TreeMap<>();
    model.put("sharing", sharing);
    if (chance(0.5)) {
      int first = random.nextInt(components.length);
      int second = random.nextInt(components.length);
      sharing.put(
          "components",
          first == second
              ? List.of(components[first])
              : List.of(components[first], components[second]));
    }
    maybe(sharing, "transform", one("none", "scalar", "channel", "permutation"));
    if (depth == 4 && chance(0.2)) {
      sharing.put(
          "groups", one(List.of(List.of(0, 3), List.of(1, 2)), List.of(List.of(0, 1, 2, 3))));
      return;
    }
    int rate = 1 + random.nextInt(depth);
    sharing.put("rate", rate);
    if (depth % rate != 0) {
      sharing.put("remainder", "balanced");
    }
    if (chance(0.5)) {
      maybe(sharing, "mapping", one("sequential", "strided", "random"));
    } else if (depth % rate == 0) {
      maybe(sharing, "distribution", one("uniform", "front", "middle", "back"));
    }
  }

  private Map<String, Object> data() {
    Map<String, Object> data = new TreeMap<>();
    data.put("name", "glyphs");
    data.put("train-limit", 8 + random.nextInt(9));
    data.put("test-limit", 1 + random.nextInt(12));
    List<String> pixels =
        List.of("pad-and-crop(%d)".formatted(1 + random.nextInt(SIDE - 1)), "flip");
    maybe(
        data,
        "augment",
        one(
            List.of(),
            pixels,
            List.of("flip(0.9)"),
            List.of("flip", "cutout(%d)".formatted(1 + random.nextInt(SIDE)))));
    maybe(data, "label-noise", Map.of("level", one(0.0, 0.3, 1.0), "include-true", chance(0.5)));
    maybe(data, "normalization", Map.of("mean", List.of(0.1, 0.2, 0.3), "std", List.of(1, 2, 0.5)));
    return data;
  }

  private Map<String, Object> training() {
    int epochs = one(1, 2, 3);
    Map<String, Object> training = new TreeMap<>();
    training.put("epochs", epochs);
    training.put("batch-size", one(3, 4, 8));
    maybe(training, "drop-last", chance(0.5));
    maybe(training, "label-smoothing", one(0.0, 0.1));
    maybe(training, "gradient-clip", one(0.0, 0.01, 1.0));
    maybe(training, "evaluate-every", one(1, 2, 5));
    maybe(training, "optimizer", optimizer());
    maybe(training, "schedule", schedule(epochs));
    return training;
  }

  private Map<String, Object> optimizer() {
    Map<String, Object> optimizer = new TreeMap<>();
    String name = one("adamw", "sgd");
    optimizer.put("name", name);
    maybe(optimizer, "learning-rate", one(1e-4, 0.01, 0.3));
    maybe(optimizer, "weight-decay", one(0.0, 1e-4, 1.0));
    maybe(optimizer, "decay", one("weights", "all"));
    if (name.equals("adamw")) {
      maybe(optimizer, "beta1", one(0.0, 0.5));
      maybe(optimizer, "beta2", one(0.0, 0.99));
      maybe(optimizer, "epsilon", 1e-6);
    } else {
      maybe(optimizer, "momentum", one(0.0, 0.5));
    }
    return optimizer;
  }

  private Map<String, Object> schedule(int epochs) {
    Map<String, Object> schedule = new TreeMap<>();
    String name = one("constant", "cosine", "one-cycle", "step");
    schedule.put("name", name);
    maybe(schedule, "warm-up-epochs", one(0.0, 0.5, (double) epochs));
    if (name.equals("one-cycle")) {
      maybe(schedule, "peak-at", one(0.1, 0.5));
      maybe(schedule, "low", one(0.0, 0.5));
    } else if (name.equals("step")) {
      maybe(schedule, "milestones", one(List.of(), List.of(0.5), List.of(1, 2)));
      maybe(schedule, "factor", 0.1);
    }
    return schedule;
  }

  private Map<String, Object> study(Map<String, Object> model) {
    Map<String, Object> study = new TreeMap<>();
    study.put("name", "random");
    maybe(study, "seed", random.nextInt(1000));
    maybe(study, "resources", Map.of("cpus", 1, "memory", one("64m", "1g")));
    maybe(study, "trial-timeout-seconds", 600);
    if (chance(0.2)) {
      study.put("replicates", 2);
    } else if (chance(0.3)) {
      study.put("space", Map.of("training.label-smoothing", List.of(0.05, 0.2)));
    } else if (chance(0.3) && model.get("name").equals("convmixer")) {
      study.put("space", Map.of("model.activation", List.of("relu", "gelu")));
    }
    return study;
  }
}
