package org.sharelab.model;

import java.io.Serializable;
import java.util.List;
import org.sharelab.random.Seed;
import org.sharelab.sharing.Component;
import org.sharelab.sharing.SharingPlan;
import org.sharelab.sharing.SharingSpec;

/** A model of some family, with all its sizes: what it computes and what of it can be shared. */
public interface ModelSpec extends Serializable {

  /** The layers, without any sharing. */
  Architecture architecture();

  /**
   * Everything that can be shared over depth. Staged models have one entry per part and stage, such
   * as {@code stage2.expand}; see {@link Component#isCalled}.
   */
  List<Component> components();

  /**
   * The plan that a section {@code model.sharing} asks for.
   *
   * @param seed of the replicate; random mappings draw from it
   */
  default SharingPlan plan(SharingSpec sharing, Seed seed) {
    return switch (sharing.scheme()) {
      case DEPTH -> sharing.plan(components(), seed);
      case ALL_BUT_BN -> AllButBatchNorm.plan(architecture(), AllButBatchNorm.Reading.NAMED);
      case ALL_BUT_BN_CLEAN -> AllButBatchNorm.plan(architecture(), AllButBatchNorm.Reading.CLEAN);
    };
  }

  /** The design with the sharing that a section {@code model.sharing} asks for. */
  default ModelDesign design(SharingSpec sharing, Seed seed) {
    return new ModelDesign(architecture(), plan(sharing, seed), sharing.transform());
  }

  /** The component of this name, which must be one of {@link #components}. */
  default Component component(String name) {
    return components().stream()
        .filter(component -> component.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No component " + name));
  }
}
