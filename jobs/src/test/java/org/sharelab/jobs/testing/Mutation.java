package org.sharelab.jobs.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Ways to make a valid experiment file invalid; what comes out has to be refused. */
public enum Mutation {
  UNKNOWN_KEY {
    @Override
    String apply(RandomExperiment valid, SplittableRandom random) {
      Map<String, Object> section = section(valid, random);
      section.put(pick(List.copyOf(section.keySet()), random) + "s", 1);
      return valid.text();
    }
  },
  UNKNOWN_SECTION {
    @Override
    String apply(RandomExperiment valid, SplittableRandom random) {
      valid.sections().put(pick(List.of("modle", "trainings", "Data", "x.y"), random), Map.of());
      return valid.text();
    }
  },
  SECTION_THAT_IS_NONE {
    @Override
    String apply(RandomExperiment valid, SplittableRandom random) {
      String name = pick(List.of("data", "model", "training", "study"), random);
      valid.sections().put(name, pick(List.of(3, "glyphs", List.of(), true), random));
      return valid.text();
    }
  },
  WRONG_TYPE {
    @Override
    String apply(RandomExperiment valid, SplittableRandom random) {
      List<String> numbers =
          List.of("data.train-limit", "training.epochs", "training.batch-size", "study.seed");
      Object wrong = pick(List.of("many", List.of(1, 2), Map.of("a", 1), true, 1.5, ""), random);
      put(valid, pick(numbers, random), wrong);
      return valid.text();
    }
  },
  OUT_OF_RANGE {
    @Override
    String apply(RandomExperiment valid, SplittableRandom random) {
      Map<String, List<Object>> wrong = new TreeMap<>();
      wrong.put("training.epochs", List.of(0, -1, 10_000_000, 1e300));
      wrong.put("training.batch-size", List.of(0, -8));
      wrong.put("training.label-smoothing", List.of(-0.1, 1));
      wrong.put("training.gradient-clip", List.of(-1e-9));
      wrong.put("data.train-limit", List.of(-1, 60_000));
      wrong.put("data.classes", List.of(0, 1));
      wrong.put("study.replicates", List.of(0, -1));
      wrong.put("study.trial-timeout-seconds", List.of(-1));
      wrong.put("study.resources", List.of(Map.of("cpus", 0), Map.of("gpus", 2)));
      wrong.put("data.label-noise", List.of(Map.of("level", 1.01), Map.of("level", -0.01)));
      wrong.put("training.optimizer", List.of(Map.of("learning-rate", 0)));
      String key = pick(List.copyOf(wrong.keySet()), random);
      put(valid, key, pick(wrong.get(key), random));
      return valid.text();
    }
  },
  UNKNOWN_CHOICE {
    @Override
    String apply(RandomExperiment valid, SplittableRandom random) {
      Map<String, Object> wrong = new TreeMap<>();
      wrong.put("model.name", "resnet-51");
      wrong.put("model.initializer", "zeros");
      wrong.put("data.name", "imagenet");
      wrong.put("study.kind", "sweeps");
      wrong.put("study.name", "two words");
      wrong.put("training.optimizer", Map.of("name", "adam"));
      wrong.put("training.schedule", Map.of("name", "cosines"));
      wrong.put("data.augment", List.of(pick(List.of("spin(3)", "flip(2)", "cutout"), random)));
      wrong.put("model.sharing", Map.of("components", List.of("nothing")));
      String key = pick(List.copyOf(wrong.keySet()), random);
      put(valid, key, wrong.get(key));
      return valid.text();
    }
  },
  WHAT_DOES_NOT_FIT {
    @Override
    String apply(RandomExperiment valid, SplittableRandom random) {
      Map<String, Object> wrong = new TreeMap<>();
      wrong.put("data.augment", List.of(pick(List.of("pad-and-crop(32)", "cutout(33)"), random)));
      wrong.put("data.normalization", Map.of("mean", List.of(0.5)));
      wrong.put("training.schedule", Map.of("name", "step", "milestones", List.of(2, 1)));
      wrong.put("model.sharing", Map.of("rate", 1000));
      List<Map<String, Object>> models =
          List.of(
              Map.of("name", "convmixer", "patch-size", 5),
              Map.of("name", "deit", "width", 10, "heads", 3, "patch-size", 8),
              Map.of("name", "wrn", "depth", 11));
      wrong.put("model", pick(models, random));
      wrong.put("training.batch-size", 1 << 20);
      String key = pick(List.copyOf(wrong.keySet()), random);
      put(valid, key, wrong.get(key));
      if (key.equals("training.batch-size")) {
        put(valid, "training.drop-last", true); // no full batch is left
      }
      return valid.text();
    }
  },
  IMPOSSIBLE_SPACE {
    @Override
    String apply(RandomExperiment valid, SplittableRandom random) {
      List<Map<String, Object>> spaces =
          List.of(
              Map.of("training.epoch", List.of(1, 2)),
              Map.of("training.epochs", List.of()),
              Map.of("training.epochs", List.of(1, 1)),
              Map.of("training.epochs", List.of(1, 0)),
              Map.of("training.epochs", "all"),
              Map.of("study.seed", List.of(1, 2)),
              Map.of("model.sharing.rate", List.of(1, 999)),
              Map.of("", List.of(1)));
      put(valid, "study.space", pick(spaces, random));
      return valid.text();
    }
  },
  BROKEN_TEXT {
    @Override
    String apply(RandomExperiment valid, SplittableRandom random) {
      String text = valid.text();
      return switch (random.nextInt(5)) {
        case 0 -> text.substring(0, 1 + random.nextInt(text.length() - 2)); // its brace stays open
        case 1 -> text + "}";
        case 2 -> text.replaceFirst("\":\"", "\" \""); // a name and a value with nothing between
        case 3 -> text.substring(0, text.length() - 1) + ", a = ${nothing.there}}";
        default -> "include required(\"nowhere.conf\")\n" + text.substring(1, text.length() - 1);
      };
    }
  },
  NOTHING {
    @Override
    String apply(RandomExperiment valid, SplittableRandom random) {
      return pick(List.of("[1, 2]", "\u0000\u0001\u0002", "hello", "{{{{", "\"", "="), random);
    }
  };

  /** The text of a file that is valid no more. */
  abstract String apply(RandomExperiment valid, SplittableRandom random);

  /** The mutated file of a seed; the kinds take turns. */
  public static String of(int seed) {
    Mutation mutation = values()[seed % values().length];
    return mutation.apply(new RandomExperiment(seed), new SplittableRandom(seed + 1_000_003L));
  }

  private static <T> T pick(List<T> values, SplittableRandom random) {
    return values.get(random.nextInt(values.size()));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> section(RandomExperiment valid, SplittableRandom random) {
    List<Map<String, Object>> sections = new ArrayList<>();
    for (Object section : valid.sections().values()) {
      sections.add((Map<String, Object>) section);
    }
    return pick(sections, random);
  }

  @SuppressWarnings("unchecked")
  private static void put(RandomExperiment valid, String key, Object value) {
    String[] path = key.split("\\.");
    if (path.length == 1) {
      valid.sections().put(key, value);
    } else {
      ((Map<String, Object>) valid.sections().get(path[0])).put(path[1], value);
    }
  }
}
