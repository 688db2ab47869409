package org.sharelab.model;

import java.io.Serializable;
import java.util.List;
import org.sharelab.sharing.Component;

/** A model of some family, with all its sizes: what it computes and what of it can be shared. */
public interface ModelSpec extends Serializable {

  /** The layers, without any sharing. */
  Architecture architecture();

  /**
   * Everything that can be shared over depth. Staged models have one entry per part and stage, such
   * as {@code stage2.expand}; see {@link Component#isCalled}.
   */
  List<Component> components();

  /** The component of this name, which must be one of {@link #components}. */
  default Component component(String name) {
    return components().stream()
        .filter(component -> component.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No component " + name));
  }
}
