package org.sharelab.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sharelab.config.Section;

/** Reads {@code model { name = convmixer, ... }}. */
final class ConvMixerFamily implements ModelFamily {
  private static final int LARGEST = 65_536;

  @Override
  public String name() {
    return "convmixer";
  }

  @Override
  public ModelSpec read(Section model, FeatureShape input, int classes) {
    return new ConvMixerSpec(
        input,
        classes,
        model.integer("width", 64, 1, LARGEST),
        model.integer("depth", 8, 1, LARGEST),
        model.integer("kernel-size", 5, 1, 255),
        model.integer("patch-size", 2, 1, LARGEST),
        model.choice(
            "activation", Operation.Activation.Function.class, Operation.Activation.Function.GELU),
        model.choice("residual", ConvMixerSpec.Residual.class, ConvMixerSpec.Residual.DEPTHWISE),
        model.number("head-dropout", 0.0, 0.0, 0.99));
  }

  @Override
  public List<String> defaultComponents() {
    return List.of(ConvMixerSpec.POINTWISE, ConvMixerSpec.POINTWISE_BIAS);
  }

  /** {@code convmixer-width-depth}, as papers write it. */
  @Override
  public Optional<Map<String, Object>> shortName(String sizes) {
    return ShortNames.numbers(sizes, "width", "depth");
  }
}
