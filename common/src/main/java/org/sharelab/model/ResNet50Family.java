package org.sharelab.model;

import java.util.List;
import org.sharelab.config.Section;

/** Reads {@code model { name = resnet50 }}. */
final class ResNet50Family implements ModelFamily {

  @Override
  public String name() {
    return "resnet50";
  }

  @Override
  public ModelSpec read(Section model, FeatureShape input, int classes) {
    return new ResNet50Spec(
        input,
        classes,
        model.integer("width", 64, 1, 4096),
        model.choice(
            "downsampling", ResNet50Spec.Downsampling.class, ResNet50Spec.Downsampling.POINTWISE));
  }

  @Override
  public List<String> defaultComponents() {
    return List.of("conv1", "conv2", "conv3");
  }
}
