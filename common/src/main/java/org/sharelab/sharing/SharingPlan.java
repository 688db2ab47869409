package org.sharelab.sharing;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sharelab.check.Checks;
import org.sharelab.random.Seed;

/**
 * Which slots of a network use which tensor. Slots that no group names keep a tensor of their own.
 *
 * <p>The same plan builds the network, counts its parameters, groups its gradients and fills the
 * table {@code groups}, so these cannot disagree.
 *
 * @param tensors the groups; a slot is in at most one
 */
public record SharingPlan(List<SharedTensor> tensors) implements Serializable {
  public SharingPlan {
    tensors = List.copyOf(tensors);
    Map<Slot, String> owners = new HashMap<>();
    for (SharedTensor tensor : tensors) {
      for (SharedTensor.Use use : tensor.uses()) {
        String other = owners.put(use.slot(), tensor.id());
        Checks.valid(
            other == null,
            "Invalid sharing plan: %s is in %s and %s (one group per slot)",
            use.slot(),
            other,
            tensor.id());
      }
    }
    Checks.valid(
        tensors.stream().map(SharedTensor::id).distinct().count() == tensors.size(),
        "Invalid sharing plan: a group id occurs twice (unique ids)");
  }

  /** Nothing is shared. */
  public static SharingPlan none() {
    return new SharingPlan(List.of());
  }

  /**
   * The rule applied to each component at its own depth; components of one depth share a topology,
   * so that a weight and its bias stay together.
   *
   * @param seed used by random mappings only
   * @throws org.sharelab.check.ValidationException if the rule does not fit a component's depth
   */
  public static SharingPlan of(SharingRule rule, Seed seed, List<Component> components) {
    Map<Integer, Topology> topologies = new HashMap<>();
    List<SharedTensor> tensors = new ArrayList<>();
    for (Component component : components) {
      Topology topology =
          topologies.computeIfAbsent(component.depth(), depth -> rule.topology(depth, seed));
      tensors.addAll(of(topology, List.of(component)).tensors());
    }
    return new SharingPlan(tensors);
  }

  /** The same topology for each of these components, which have the topology's depth. */
  public static SharingPlan of(Topology topology, List<Component> components) {
    List<SharedTensor> tensors = new ArrayList<>();
    for (Component component : components) {
      Checks.valid(
          component.depth() == topology.depth(),
          "Cannot share %s: it has %d positions and the topology %d",
          component.name(),
          component.depth(),
          topology.depth());
      int slots = component.positions().get(0).size();
      for (int tensor = 0; tensor < topology.tensors(); tensor++) {
        for (int slot = 0; slot < slots; slot++) {
          tensors.add(group(component, topology.positionsOf(tensor), tensor, slot));
        }
      }
    }
    return new SharingPlan(tensors);
  }

  private static SharedTensor group(
      Component component, List<Integer> positions, int tensor, int slot) {
    boolean single = component.positions().get(0).size() == 1;
    String id = component.name() + "/" + tensor + (single ? "" : "/" + slot);
    List<SharedTensor.Use> uses =
        positions.stream()
            .map(i -> new SharedTensor.Use(i, component.positions().get(i).get(slot)))
            .toList();
    return new SharedTensor(id, component.name(), uses);
  }

  /** The group that a slot belongs to, if any. */
  public Optional<SharedTensor> groupOf(Slot slot) {
    return tensors.stream()
        .filter(tensor -> tensor.uses().stream().anyMatch(use -> use.slot().equals(slot)))
        .findFirst();
  }
}
