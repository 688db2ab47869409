package org.sharelab.model;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.sharelab.check.Checks;
import org.sharelab.sharing.SharedTensor;
import org.sharelab.sharing.SharingPlan;
import org.sharelab.sharing.Slot;
import org.sharelab.sharing.Transform;

/**
 * A model together with its sharing plan: everything that is needed to build or to count it.
 *
 * @param plan names slots of the architecture; slots of one group have one shape
 * @param transform what uses do to shared weights; tensors with two axes or more only
 */
public record ModelDesign(Architecture architecture, SharingPlan plan, Transform transform)
    implements Serializable {
  public ModelDesign {
    Map<Slot, ParameterSpec> parameters = architecture.parameters();
    for (SharedTensor tensor : plan.tensors()) {
      List<List<Integer>> shapes =
          tensor.uses().stream()
              .map(use -> existing(parameters, use.slot()).shape())
              .distinct()
              .toList();
      Checks.valid(
          shapes.size() == 1, "Cannot share %s: its uses have the shapes %s", tensor.id(), shapes);
    }
  }

  /** A model that shares nothing. */
  public static ModelDesign unshared(Architecture architecture) {
    return new ModelDesign(architecture, SharingPlan.none(), Transform.NONE);
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
      ParameterSpec parameter = parameters.get(tensor.uses().get(0).slot());
      if (parameter.isTrainable()) {
        saved += parameter.size() * (tensor.uses().size() - 1);
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
