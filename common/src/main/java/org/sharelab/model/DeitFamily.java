package org.sharelab.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sharelab.check.ValidationException;
import org.sharelab.config.Section;

/**
 * Reads {@code model { name = deit, variant = s }}; width, depth and heads may be set over the
 * variant's.
 */
final class DeitFamily implements ModelFamily {

  /** The sizes of the paper, all 12 blocks deep. */
  private enum Variant {
    TI(192, 3),
    S(384, 6),
    B(768, 12);

    private final int width;
    private final int heads;

    Variant(int width, int heads) {
      this.width = width;
      this.heads = heads;
    }
  }

  @Override
  public String name() {
    return "deit";
  }

  @Override
  public ModelSpec read(Section model, FeatureShape input, int classes) {
    Variant variant = model.choice("variant", Variant.class, Variant.TI);
    int width = model.integer("width", variant.width, 1, 65_536);
    int depth = model.integer("depth", 12, 1, 65_536);
    int heads = model.integer("heads", variant.heads, 1, 65_536);
    int mlpRatio = model.integer("mlp-ratio", 4, 1, 64);
    int patchSize = model.integer("patch-size", 16, 1, 65_536);
    try {
      return new DeitSpec(input, classes, width, depth, heads, mlpRatio, patchSize);
    } catch (ValidationException problem) {
      throw model.located(width % heads == 0 ? "patch-size" : "heads", problem);
    }
  }

  /** As SPIN shares: all linear layers with their biases, the layer norms private. */
  @Override
  public List<String> defaultComponents() {
    return List.of("qkv", "qkv-bias", "proj", "proj-bias", "fc1", "fc1-bias", "fc2", "fc2-bias");
  }

  @Override
  public Optional<Map<String, Object>> shortName(String sizes) {
    return sizes.isEmpty() ? Optional.of(Map.of()) : Optional.of(Map.of("variant", sizes));
  }
}
