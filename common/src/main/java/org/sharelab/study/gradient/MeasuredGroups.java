package org.sharelab.study.gradient;

import java.util.ArrayList;
import java.util.List;
import org.sharelab.analysis.gradient.GradientGroup;
import org.sharelab.model.ModelDesign;
import org.sharelab.sharing.SharedTensor;
import org.sharelab.sharing.SharingPlan;

/** Which uses of a design are compared. */
public final class MeasuredGroups {
  private MeasuredGroups() {}

  /** Groups of two uses and more; none if the design has nothing to compare. */
  public static List<GradientGroup> of(ModelDesign design, GradientSpec gradient) {
    List<GradientGroup> groups =
        switch (gradient.compare()) {
          case TENSOR -> GradientGroup.perTensor(design);
          case COMPONENT -> GradientGroup.perComponent(design);
          case KERNEL -> GradientGroup.perKernel(design);
        };
    return groups.stream().filter(group -> group.members().size() > 1).toList();
  }

  /**
   * The design in which every member of the groups borrows its weight from the store, those that
   * did not as the only use of a tensor; the same object if there are none.
   */
  public static ModelDesign withAllUses(ModelDesign design, List<GradientGroup> groups) {
    List<SharedTensor> tensors = new ArrayList<>(design.plan().tensors());
    for (GradientGroup group : groups) {
      for (GradientGroup.Member member : group.members()) {
        if (design.plan().groupOf(member.slot()).isEmpty()) {
          tensors.add(
              new SharedTensor(
                  group.id() + "/" + member.slot(),
                  group.id(),
                  List.of(new SharedTensor.Use(member.use(), member.slot()))));
        }
      }
    }
    return tensors.size() == design.plan().tensors().size()
        ? design
        : new ModelDesign(design.architecture(), new SharingPlan(tensors), design.transform());
  }
}
