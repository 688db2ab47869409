package org.sharelab.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sharelab.config.Section;

/** Reads {@code model { name = mlp, width = 512, depth = 3 }}. */
final class MlpFamily implements ModelFamily {
  private static final int LARGEST = 65_536;

  @Override
  public String name() {
    return "mlp";
  }

  @Override
  public ModelSpec read(Section model, FeatureShape input, int classes) {
    return new MlpSpec(
        input,
        classes,
        model.integer("width", 512, 1, LARGEST),
        model.integer("depth", 3, 1, LARGEST),
        model.choice(
            "activation", Operation.Activation.Function.class, Operation.Activation.Function.RELU),
        model.flag("bias", true));
  }

  @Override
  public List<String> defaultComponents() {
    return List.of(MlpSpec.DENSE, MlpSpec.DENSE_BIAS);
  }

  @Override
  public Optional<Map<String, Object>> shortName(String sizes) {
    return ShortNames.numbers(sizes, "width", "depth");
  }
}
