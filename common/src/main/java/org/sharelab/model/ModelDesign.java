package org.sharelab.model;

import java.io.Serializable;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sharelab.check.Checks;
import org.sharelab.config.Json;
import org.sharelab.sharing.SharedTensor;
import org.sharelab.sharing.SharingPlan;
import org.sharelab.sharing.Slot;
import org.sharelab.sharing.Transform;

/**
 * A model together with its sharing plan: everything that is needed to build or to count it.
 *
 * @param plan names slots of the architecture; slots of one group have one shape, or differ in the
 *     size of their kernel only: then the smaller ones use the corner of the largest, its first
 *     rows and columns
 * @param transform what uses do to shared weights; tensors with two axes or more only
 */
public record ModelDesign(Architecture architecture, SharingPlan plan, Transform transform)
    implements Serializable {
  private static final int KERNEL_AXES = 4;

  public ModelDesign {
    Map<Slot, ParameterSpec> parameters = architecture.parameters();
    for (SharedTensor tensor : plan.tensors()) {
      List<List<Integer>> shapes =
          tensor.uses().stream()
              .map(use -> existing(parameters, use.slot()).shape())
              .distinct()
              .toList();
      Checks.valid(
          shapes.stream().allMatch(shape -> isCorner(shape, largest(shapes))),
          "Cannot share %s: its uses have the shapes %s",
          tensor.id(),
          shapes);
    }
  }

  /** A model that shares nothing. */
  public static ModelDesign unshared(Architecture architecture) {
    return new ModelDesign(architecture, SharingPlan.none(), Transform.NONE);
  }

  /**
   * A name for the network and what it shares: a hash that is equal for equal networks, however
   * their sharing was asked for.
   */
  public String id() {
    List<List<String>> groups =
        plan.tensors().stream()
            .filter(tensor -> tensor.uses().size() > 1 || transform != Transform.NONE)
            .map(tensor -> tensor.uses().stream().map(use -> use.slot().toString()).toList())
            .sorted(Comparator.comparing(group -> group.get(0)))
            .toList();
    List<List<Object>> layers =
        architecture.layers().stream()
            .map(layer -> List.<Object>of(layer.name(), layer.operation(), layer.inputs()))
            .toList();
    return Json.hash(
        Map.of(
            "input", architecture.input(),
            "layers", layers,
            "groups", groups,
            "transform", transform));
  }

  /** The parameter that a slot stands for. */
  public ParameterSpec parameter(Slot slot) {
    return existing(architecture.parameters(), slot);
  }

  private static ParameterSpec existing(Map<Slot, ParameterSpec> parameters, Slot slot) {
    ParameterSpec parameter = parameters.get(slot);
    if (parameter == null) {
      throw new IllegalArgumentException("No parameter " + slot);
    }
    return parameter;
  }

  private static List<Integer> largest(List<List<Integer>> shapes) {
    return shapes.stream().max(Comparator.comparingLong(ModelDesign::size)).orElseThrow();
  }

  private static long size(List<Integer> shape) {
    return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }

  private static boolean isCorner(List<Integer> shape, List<Integer> of) {
    return shape.equals(of)
        || shape.size() == KERNEL_AXES
            && of.size() == KERNEL_AXES
            && shape.subList(0, 2).equals(of.subList(0, 2))
            && shape.get(2) <= of.get(2)
            && shape.get(3) <= of.get(3);
  }

  /** What a group stores: the parameter of its uses, of the largest where they differ in size. */
  public ParameterSpec stored(SharedTensor tensor) {
    return stored(architecture.parameters(), tensor);
  }

  private static ParameterSpec stored(Map<Slot, ParameterSpec> parameters, SharedTensor tensor) {
    return tensor.uses().stream()
        .map(use -> parameters.get(use.slot()))
        .max(Comparator.comparingLong(ParameterSpec::size))
        .orElseThrow();
  }

  /** The uses of a group that get a corner of its tensor, with the shape of each. */
  public Map<Slot, List<Integer>> corners(SharedTensor tensor) {
    Map<Slot, ParameterSpec> parameters = architecture.parameters();
    List<Integer> whole = stored(parameters, tensor).shape();
    Map<Slot, List<Integer>> corners = new LinkedHashMap<>();
    for (SharedTensor.Use use : tensor.uses()) {
      List<Integer> shape = parameters.get(use.slot()).shape();
      if (!shape.equals(whole)) {
        corners.put(use.slot(), shape);
      }
    }
    return corners;
  }

  /** Whether uses of this tensor go through the transform. */
  public boolean isTransformed(SharedTensor tensor) {
    return transform != Transform.NONE
        && parameter(tensor.uses().get(0).slot()).role() == ParameterSpec.Role.WEIGHT;
  }

  /** Distinct trainable scalars. */
  public long uniqueParameters() {
    Map<Slot, ParameterSpec> parameters = architecture.parameters();
    long saved = 0;
    long coefficients = 0;
    for (SharedTensor tensor : plan.tensors()) {
      ParameterSpec parameter = stored(parameters, tensor);
      if (parameter.isTrainable()) {
        saved -= parameter.size();
        for (SharedTensor.Use use : tensor.uses()) {
          saved += parameters.get(use.slot()).size();
        }
        coefficients += coefficients(tensor, parameter);
      }
    }
    return appliedParameters() - saved + coefficients;
  }

  private long coefficients(SharedTensor tensor, ParameterSpec parameter) {
    if (parameter.role() != ParameterSpec.Role.WEIGHT) {
      return 0;
    }
    return switch (transform) {
      case NONE, PERMUTATION -> 0;
      case SCALAR -> tensor.uses().size();
      case CHANNEL -> (long) tensor.uses().size() * parameter.shape().get(parameter.channelAxis());
    };
  }

  /** Trainable scalars of the same network with nothing shared. */
  public long appliedParameters() {
    return architecture.trainableParameters();
  }

  /** Multiply-adds per example; sharing does not change them. */
  public long macs() {
    return architecture.macs();
  }
}
