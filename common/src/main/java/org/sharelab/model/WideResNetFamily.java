package org.sharelab.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sharelab.check.ValidationException;
import org.sharelab.config.Section;

/** Reads {@code model { name = wrn, depth = 28, width = 10 }}. */
final class WideResNetFamily implements ModelFamily {

  @Override
  public String name() {
    return "wrn";
  }

  @Override
  public ModelSpec read(Section model, FeatureShape input, int classes) {
    int depth = model.integer("depth", 28, 10, 6004);
    int width = model.integer("width", 10, 1, 1024);
    double dropout = model.number("block-dropout", 0.0, 0.0, 0.99);
    try {
      return new WideResNetSpec(input, classes, depth, width, dropout);
    } catch (ValidationException problem) {
      throw model.located("depth", problem);
    }
  }

  @Override
  public List<String> defaultComponents() {
    return List.of("conv1", "conv2");
  }

  @Override
  public Optional<Map<String, Object>> shortName(String sizes) {
    return ShortNames.numbers(sizes, "depth", "width");
  }
}
