package org.sharelab.model;

import java.util.List;
import org.sharelab.config.Names;
import org.sharelab.config.Section;

/** The registry of model families. */
public final class ModelFamilies {
  private static final List<ModelFamily> ALL = List.of(new ConvMixerFamily());

  private ModelFamilies() {}

  /** The family that {@code model.name} names. */
  public static ModelFamily read(Section model) {
    String name = model.text("name", "convmixer");
    return ALL.stream()
        .filter(family -> family.name().equals(name))
        .findFirst()
        .orElseThrow(() -> model.invalid("name", Names.hint(name, names())));
  }

  public static List<String> names() {
    return ALL.stream().map(ModelFamily::name).toList();
  }
}
