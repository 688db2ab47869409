package org.sharelab.sharing;

import java.io.Serializable;
import java.util.List;
import org.sharelab.check.ValidationException;
import org.sharelab.config.Json;
import org.sharelab.config.Names;
import org.sharelab.config.Section;
import org.sharelab.random.Seed;

/**
 * The section {@code model.sharing} of an experiment file: how to share, not yet applied to a
 * model.
 *
 * @param scheme which parameters can share at all
 * @param rule how positions of the depth are grouped; null for schemes without positions
 * @param shareRate what result tables call the share rate: the rate asked for, or L / P of a table;
 *     null for schemes without a rate
 * @param mapping what result tables call the mapping
 * @param components names of the components that are shared
 * @param transform what uses do to shared weights
 */
public record SharingSpec(
    Scheme scheme,
    SharingRule rule,
    Double shareRate,
    String mapping,
    List<String> components,
    Transform transform)
    implements Serializable {

  /** What can share with what. */
  public enum Scheme {
    /** The parts of repeated blocks, over depth, by a {@link SharingRule}. */
    DEPTH,
    /** All convolutions of equal name in the reusability prior's code. */
    ALL_BUT_BN,
    /** All convolutions of equal kind, kernel, stride, input and output channels. */
    ALL_BUT_BN_CLEAN
  }

  /** How shared tensors are made from several; only plain sharing so far. */
  private enum Fusion {
    NONE
  }

  public SharingSpec {
    components = List.copyOf(components);
  }

  /**
   * Reads the section for a model that can share the {@code available} components.
   *
   * @param defaults names of the components to share if the file does not say; those that the model
   *     does not have at its sizes are left out
   */
  public static SharingSpec read(
      Section sharing, List<Component> available, List<String> defaults) {
    if (sharing.has("scheme")) {
      Scheme scheme = sharing.choice("scheme", Scheme.class, Scheme.DEPTH);
      if (scheme != Scheme.DEPTH) {
        return overall(sharing, scheme);
      }
    }
    List<String> components =
        sharing.texts(
            "components", defaults.stream().filter(name -> isKnown(name, available)).toList());
    for (String component : components) {
      if (!isKnown(component, available)) {
        List<String> known = available.stream().map(Component::name).toList();
        throw sharing.invalid("components", Names.hint(component, known));
      }
    }
    if (components.stream().distinct().count() != components.size()) {
      throw sharing.invalid("components", "different components");
    }
    sharing.choice("fusion", Fusion.class, Fusion.NONE);
    Transform transform = sharing.choice("transform", Transform.class, Transform.NONE);
    return sharing.has("groups")
        ? table(sharing, components, transform)
        : rate(sharing, components, transform);
  }

  /** A scheme that leaves nothing to choose. */
  private static SharingSpec overall(Section sharing, Scheme scheme) {
    for (String key : sharing.keys()) {
      if (!key.equals("scheme")) {
        throw sharing.invalid(key, "not together with scheme = " + Names.of(scheme));
      }
    }
    return new SharingSpec(scheme, null, null, Names.of(scheme), List.of(), Transform.NONE);
  }

  private static boolean isKnown(String name, List<Component> available) {
    return available.stream().anyMatch(component -> component.isCalled(name));
  }

  private static SharingSpec table(Section sharing, List<String> components, Transform transform) {
    List<List<Integer>> groups = sharing.integerLists("groups", List.of());
    if (sharing.has("rate")) {
      throw sharing.invalid("rate", "not together with groups");
    }
    double positions = groups.stream().mapToInt(List::size).sum();
    return new SharingSpec(
        Scheme.DEPTH,
        new SharingRule.Table(groups),
        groups.isEmpty() ? 1.0 : positions / groups.size(),
        "table",
        components,
        transform);
  }

  private static SharingSpec rate(Section sharing, List<String> components, Transform transform) {
    int rate = sharing.integer("rate", 1, 1, 1 << 20);
    SharingRule.Mapping mapping =
        sharing.choice("mapping", SharingRule.Mapping.class, SharingRule.Mapping.SEQUENTIAL);
    SharingRule.Distribution distribution =
        sharing.choice(
            "distribution", SharingRule.Distribution.class, SharingRule.Distribution.UNIFORM);
    SharingRule.Remainder remainder =
        sharing.choice("remainder", SharingRule.Remainder.class, SharingRule.Remainder.REJECT);
    try {
      return new SharingSpec(
          Scheme.DEPTH,
          new SharingRule.Rate(rate, mapping, distribution, remainder),
          (double) rate,
          Names.of(mapping),
          components,
          transform);
    } catch (ValidationException problem) {
      throw sharing.located("distribution", problem);
    }
  }

  /** How shared tensors are fused; plain sharing makes one fresh tensor per group. */
  public String fusion() {
    return Names.of(Fusion.NONE);
  }

  /** Whether plans depend on the replicate. */
  public boolean isRandom() {
    return rule instanceof SharingRule.Rate rate && rate.mapping() == SharingRule.Mapping.RANDOM;
  }

  /** The sharing in a few words, such as {@code strided-2} or {@code all-but-bn}. */
  public String label() {
    return shareRate == null ? mapping : "%s-%s".formatted(mapping, Json.write(shareRate));
  }

  /**
   * The plan for a model whose components share over depth.
   *
   * @param available the model's components
   * @param seed of the replicate; random mappings draw from it
   */
  public SharingPlan plan(List<Component> available, Seed seed) {
    List<Component> shared =
        available.stream()
            .filter(component -> components.stream().anyMatch(component::isCalled))
            .toList();
    return SharingPlan.of(rule, seed.derive("sharing"), shared);
  }
}
