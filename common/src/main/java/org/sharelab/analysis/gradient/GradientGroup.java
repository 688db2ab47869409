package org.sharelab.analysis.gradient;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.sharelab.check.Checks;
import org.sharelab.model.LayerSpec;
import org.sharelab.model.ModelDesign;
import org.sharelab.model.Operation.Convolution;
import org.sharelab.model.ParameterSpec;
import org.sharelab.sharing.Component;
import org.sharelab.sharing.SharedTensor;
import org.sharelab.sharing.Slot;

/**
 * Uses whose gradients are compared pair by pair.
 *
 * @param id such as {@code pointwise/0}
 * @param members in ascending order of use; their shapes have as many axes
 */
public record GradientGroup(GradientKind kind, String id, List<Member> members)
    implements Serializable {

  /**
   * One use.
   *
   * @param use its number in the group's results: the position in the depth
   * @param shape of what its gradient is taken with respect to
   */
  public record Member(int use, Slot slot, List<Integer> shape) implements Serializable {
    public Member {
      shape = List.copyOf(shape);
    }

    /** Number of scalars. */
    public int size() {
      return shape.stream().reduce(1, Math::multiplyExact);
    }
  }

  public GradientGroup {
    members = List.copyOf(members);
    Checks.valid(!members.isEmpty(), "Invalid gradient group %s: no uses (at least 1)", id);
    for (int i = 1; i < members.size(); i++) {
      Member before = members.get(i - 1);
      Member member = members.get(i);
      Checks.valid(
          before.use() < member.use(),
          "Invalid gradient group %s: use %d after use %d (ascending)",
          id,
          member.use(),
          before.use());
      Checks.valid(
          Corner.exists(before.shape(), member.shape()),
          "Invalid gradient group %s: shapes %s and %s (as many axes)",
          id,
          before.shape(),
          member.shape());
    }
  }

  /**
   * One group per trained tensor that several uses share: do its uses want the same of it? A use
   * that gets a corner of the tensor is a member with the shape of that.
   */
  public static List<GradientGroup> perTensor(ModelDesign design) {
    List<GradientGroup> groups = new ArrayList<>();
    for (SharedTensor tensor : design.plan().tensors()) {
      ParameterSpec parameter = design.parameter(tensor.uses().get(0).slot());
      if (tensor.uses().size() > 1 && parameter.isTrainable()) {
        groups.add(new GradientGroup(GradientKind.TENSOR, tensor.id(), members(design, tensor)));
      }
    }
    return groups;
  }

  /**
   * One group per trained parameter of a component, over its whole depth and whatever the plan
   * shares: which positions should be together? Each position must borrow its weight from the
   * network's store, if only as the single use of a tensor.
   */
  public static List<GradientGroup> perComponent(ModelDesign design, Component component) {
    List<Slot> first = component.positions().get(0);
    return IntStream.range(0, first.size())
        .filter(slot -> design.parameter(first.get(slot)).isTrainable())
        .mapToObj(slot -> ofComponent(design, component, slot, first.size() == 1))
        .toList();
  }

  private static GradientGroup ofComponent(
      ModelDesign design, Component component, int slot, boolean only) {
    String id = component.name() + (only ? "" : "/" + slot);
    List<Slot> slots = component.positions().stream().map(position -> position.get(slot)).toList();
    return of(id, design, slots);
  }

  /**
   * The same for every component that the design's plan names, whichever tensors its positions use.
   */
  public static List<GradientGroup> perComponent(ModelDesign design) {
    Map<String, Map<List<Integer>, Integer>> seen = new HashMap<>();
    Map<String, Map<Integer, List<Member>>> members = new LinkedHashMap<>();
    for (SharedTensor tensor : design.plan().tensors()) {
      // Where a position has several tensors, these serve the same positions, one after the other.
      List<Integer> positions = tensor.uses().stream().map(SharedTensor.Use::position).toList();
      int slot =
          seen.computeIfAbsent(tensor.component(), unseen -> new HashMap<>())
                  .merge(positions, 1, Integer::sum)
              - 1;
      ParameterSpec parameter = design.parameter(tensor.uses().get(0).slot());
      if (parameter.isTrainable()) {
        members
            .computeIfAbsent(tensor.component(), unseen -> new TreeMap<>())
            .computeIfAbsent(slot, unseen -> new ArrayList<>())
            .addAll(members(design, tensor));
      }
    }
    List<GradientGroup> groups = new ArrayList<>();
    members.forEach(
        (component, slots) ->
            slots.forEach(
                (slot, uses) -> {
                  String id = component + (seenSlots(seen.get(component)) == 1 ? "" : "/" + slot);
                  uses.sort(Comparator.comparingInt(Member::use));
                  groups.add(new GradientGroup(GradientKind.TENSOR, id, uses));
                }));
    return groups;
  }

  private static int seenSlots(Map<List<Integer>, Integer> counts) {
    return Collections.max(counts.values());
  }

  private static List<Member> members(ModelDesign design, SharedTensor tensor) {
    return tensor.uses().stream()
        .map(use -> new Member(use.position(), use.slot(), design.parameter(use.slot()).shape()))
        .toList();
  }

  /**
   * One group per kernel size of dense convolutions, over all layers of the network and their
   * different channel numbers; as for initial clusters ({@link DepthBins}).
   */
  public static List<GradientGroup> perKernel(ModelDesign design) {
    return design.architecture().layers().stream()
        .filter(GradientGroup::isDenseConvolution)
        .map(GradientGroup::kernel)
        .distinct()
        .sorted()
        .map(kernel -> ofKernel(design, kernel))
        .toList();
  }

  private static GradientGroup ofKernel(ModelDesign design, int kernel) {
    List<Slot> slots =
        design.architecture().layers().stream()
            .filter(layer -> isDenseConvolution(layer) && kernel(layer) == kernel)
            .map(layer -> new Slot(layer.name(), "W"))
            .toList();
    return of("kernel-%dx%d".formatted(kernel, kernel), design, slots);
  }

  private static boolean isDenseConvolution(LayerSpec layer) {
    return layer.operation() instanceof Convolution convolution && convolution.groups() == 1;
  }

  private static int kernel(LayerSpec layer) {
    return ((Convolution) layer.operation()).kernel();
  }

  private static GradientGroup of(String id, ModelDesign design, List<Slot> slots) {
    return new GradientGroup(
        GradientKind.TENSOR,
        id,
        IntStream.range(0, slots.size())
            .mapToObj(i -> new Member(i, slots.get(i), design.parameter(slots.get(i)).shape()))
            .toList());
  }

  /** Scalars of the weight of each member. */
  public List<Long> sizes() {
    return members.stream().map(member -> (long) member.size()).toList();
  }
}
