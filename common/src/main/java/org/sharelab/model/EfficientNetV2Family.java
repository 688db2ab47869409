package org.sharelab.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sharelab.config.Section;

/** Reads {@code model { name = efficientnetv2, variant = b0 }}. */
final class EfficientNetV2Family implements ModelFamily {

  @Override
  public String name() {
    return "efficientnetv2";
  }

  @Override
  public ModelSpec read(Section model, FeatureShape input, int classes) {
    return new EfficientNetV2Spec(
        input,
        classes,
        model.choice("variant", EfficientNetV2Spec.Variant.class, EfficientNetV2Spec.Variant.B0),
        model.number("head-dropout", 0.2, 0.0, 0.99));
  }

  @Override
  public List<String> defaultComponents() {
    return List.of("expand", "depthwise", "squeeze-excite", "project");
  }

  @Override
  public Optional<Map<String, Object>> shortName(String sizes) {
    return sizes.isEmpty() ? Optional.of(Map.of()) : Optional.of(Map.of("variant", sizes));
  }
}
