package org.sharelab.analysis.reusability;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sharelab.model.Architecture;
import org.sharelab.sharing.SharedTensor;
import org.sharelab.sharing.SharingPlan;
import org.sharelab.sharing.Slot;

/**
 * The training-free analysis of one architecture: counts the contexts of every parameter exactly
 * and derives the reusability prior's quantities.
 *
 * <p>Neither data nor weights nor a native library are needed.
 */
public final class Reusability {
  private final Architecture architecture;
  private final List<TensorContexts> tensors;
  private final long weightNodes;

  private Reusability(Architecture architecture) {
    this.architecture = architecture;
    this.tensors = ContextCounter.count(architecture);
    this.weightNodes = TensorContexts.multiset(tensors).parameters();
  }

  /**
   * Counts the contexts of an architecture; the counts are kept, so that several ways of sharing
   * cost one count.
   *
   * @throws org.sharelab.check.ValidationException if a feature map has more than 2^22 cells
   */
  public static Reusability of(Architecture architecture) {
    return new Reusability(architecture);
  }

  /** The numbers of contexts with these parameters shared. */
  public ContextMultiset contexts(SharingPlan plan) {
    return TensorContexts.multiset(merged(plan));
  }

  /** Merges the tensors of one group; their counts add position by position. */
  private List<TensorContexts> merged(SharingPlan plan) {
    Map<Slot, String> owners = new HashMap<>();
    for (SharedTensor tensor : plan.tensors()) {
      tensor.uses().forEach(use -> owners.put(use.slot(), tensor.id()));
    }
    List<TensorContexts> merged = new ArrayList<>();
    Map<String, TensorContexts> shared = new LinkedHashMap<>();
    for (TensorContexts tensor : tensors) {
      String owner = owners.get(tensor.slot());
      if (owner == null) {
        merged.add(tensor);
      } else {
        shared.merge(owner, tensor, TensorContexts::plus);
      }
    }
    merged.addAll(shared.values());
    return merged;
  }

  /**
   * The analysis with these parameters shared.
   *
   * @param label what the column {@code sharing} says
   */
  public ReusabilityResult analyse(String label, SharingPlan plan) {
    return analyse(label, plan, architecture.input().height());
  }

  /**
   * The analysis with the estimates made for images of another size, as the paper does for large
   * ones: contexts of this resolution, inputs of the other. For larger images that is a lower
   * bound.
   *
   * @param estimateResolution side of those images in pixels
   */
  public ReusabilityResult analyse(String label, SharingPlan plan, int estimateResolution) {
    ContextMultiset contexts = contexts(plan);
    Quantities quantities = Quantities.of(contexts);
    long parameters = contexts.parameters();
    long inputs =
        estimateResolution == architecture.input().height()
            ? architecture.input().size()
            : architecture.input().channels() * (long) estimateResolution * estimateResolution;
    long graphNodes = inputs + architecture.output().channels() + weightNodes;
    return new ReusabilityResult(
        architecture.name(),
        architecture.input().height(),
        estimateResolution,
        label,
        parameters,
        weightNodes,
        graphNodes,
        quantities,
        quantities.surprisalEstimate(inputs, graphNodes),
        quantities.spreadEstimate(parameters, inputs, graphNodes),
        contexts.total(),
        contexts.largest(),
        contexts.distinct(),
        contexts.sha256());
  }
}
