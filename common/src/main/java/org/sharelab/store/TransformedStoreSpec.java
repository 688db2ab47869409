package org.sharelab.store;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.check.Checks;
import org.sharelab.model.ParameterSpec;
import org.sharelab.random.Seed;
import org.sharelab.sharing.Slot;
import org.sharelab.sharing.Transform;

/**
 * Sharing through a transformation per use, w_i = f_i(T[t(i)]).
 *
 * <p>SPIN names no transformation (its ablation has "none" only); these are ours.
 *
 * @param seed of the fixed permutations
 */
public record TransformedStoreSpec(List<StoredTensor> shared, Transform transform, Seed seed)
    implements StoreSpec {
  public TransformedStoreSpec {
    shared = List.copyOf(shared);
    for (StoredTensor tensor : shared) {
      Checks.valid(
          tensor.parameter().role() == ParameterSpec.Role.WEIGHT,
          "Cannot transform %s: it is a %s (only weights are transformed)",
          tensor.parameter().name(),
          tensor.parameter().role());
    }
  }

  /** The shared tensors, then the learned coefficients of each use. */
  @Override
  public List<ParameterSpec> tensors() {
    List<ParameterSpec> tensors = new ArrayList<>();
    for (StoredTensor tensor : shared) {
      tensors.add(tensor.parameter());
    }
    for (StoredTensor tensor : shared) {
      for (Slot use : tensor.uses()) {
        tensors.addAll(coefficients(tensor, use));
      }
    }
    return tensors;
  }

  private List<ParameterSpec> coefficients(StoredTensor tensor, Slot use) {
    return switch (transform) {
      case NONE, PERMUTATION -> List.of();
      case SCALAR -> List.of(coefficient(use, 1));
      case CHANNEL ->
          List.of(
              coefficient(use, tensor.parameter().shape().get(tensor.parameter().channelAxis())));
    };
  }

  private static ParameterSpec coefficient(Slot use, int size) {
    return new ParameterSpec(
        coefficientName(use), List.of(size), ParameterSpec.Role.COEFFICIENT, 0);
  }

  static String coefficientName(Slot use) {
    return "scale/" + use;
  }

  @Override
  public List<Slot> uses() {
    return shared.stream().flatMap(tensor -> tensor.uses().stream()).toList();
  }

  @Override
  public List<String> coefficients(Slot use) {
    return switch (transform) {
      case NONE, PERMUTATION -> List.of();
      case SCALAR, CHANNEL -> uses().contains(use) ? List.of(coefficientName(use)) : List.of();
    };
  }

  @Override
  public ParameterStore open(INDArray parameters) {
    return new TransformedStore(this, parameters);
  }
}
