package org.sharelab.data;

import java.io.Serializable;
import org.sharelab.config.Section;
import org.sharelab.model.FeatureShape;

/** Placeholder for the data section. */
public record DataSpec(String name, LabelNoise labelNoise) implements Serializable {
  public record LabelNoise(double level) implements Serializable {}

  public static DataSpec read(Section data) {
    data.text("path", null);
    return new DataSpec(
        data.text("name", "glyphs"),
        new LabelNoise(data.section("label-noise").number("level", 0, 0, 1)));
  }

  public FeatureShape inputShape() {
    return new FeatureShape(1, 28, 28);
  }

  public int classes() {
    return 10;
  }
}
