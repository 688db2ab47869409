package org.sharelab.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sharelab.check.ValidationException;
import org.sharelab.config.Names;
import org.sharelab.config.Section;

/** The registry of model families. */
public final class ModelFamilies {
  private static final List<ModelFamily> ALL =
      List.of(
          new ConvMixerFamily(),
          new DeitFamily(),
          new EfficientNetV2Family(),
          new MlpFamily(),
          new ResNet50Family(),
          new WideResNetFamily());

  private static final String SHORT_NAMES =
      "efficientnetv2-b0, resnet50, wrn-28-10, deit-s, convmixer-256-8, mlp-512-3";

  private ModelFamilies() {}

  /** The family that {@code model.name} names. */
  public static ModelFamily read(Section model) {
    String name = model.text("name", "convmixer");
    return ALL.stream()
        .filter(family -> family.name().equals(name))
        .findFirst()
        .orElseThrow(() -> model.invalid("name", Names.hint(name, names())));
  }

  /**
   * The section {@code model} that a short name stands for, such as {@code efficientnetv2-b0},
   * {@code resnet50}, {@code wrn-28-10} or {@code deit-s}.
   *
   * @throws ValidationException if no family knows it
   */
  public static Map<String, Object> ofShortName(String shortName) {
    for (ModelFamily family : ALL) {
      if (shortName.equals(family.name()) || shortName.startsWith(family.name() + "-")) {
        String sizes = shortName.substring(family.name().length()).replaceFirst("^-", "");
        Optional<Map<String, Object>> keys = family.shortName(sizes);
        if (keys.isPresent()) {
          Map<String, Object> model = new TreeMap<>(keys.get());
          model.put("name", family.name());
          return model;
        }
      }
    }
    throw new ValidationException(
        "Invalid model: %s (such as %s)".formatted(shortName, SHORT_NAMES));
  }

  public static List<String> names() {
    return ALL.stream().map(ModelFamily::name).toList();
  }
}
