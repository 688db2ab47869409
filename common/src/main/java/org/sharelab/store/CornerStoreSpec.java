package org.sharelab.store;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.check.Checks;
import org.sharelab.model.ParameterSpec;
import org.sharelab.model.ParameterSpec.Role;
import org.sharelab.sharing.Slot;

/**
 * Hard sharing among convolutions of different kernel sizes: a use with a smaller kernel gets the
 * first rows and columns of the tensor, w_i = T[t(i)][:, :, 0:h_i, 0:w_i].
 *
 * <p>This is what sharing by name comes to in the reusability prior's code, where 1 x 1 and 3 x 3
 * convolutions can have one name.
 */
public record CornerStoreSpec(List<Tensor> shared) implements StoreSpec {

  /**
   * A weight and its uses.
   *
   * @param tensor the whole weight, [out, in, height, width], and all its uses
   * @param corners uses that get a part of it; the others get the tensor itself
   */
  public record Tensor(StoredTensor tensor, List<Corner> corners) implements Serializable {
    public Tensor {
      corners = List.copyOf(corners);
      Checks.valid(
          tensor.parameter().role() == Role.WEIGHT && tensor.parameter().shape().size() == 4,
          "Cannot take corners of %s: it is no kernel (a weight of four axes)",
          tensor.parameter().name());
    }

    /**
     * @param corners the shapes of the uses that get a part
     */
    public static Tensor of(StoredTensor tensor, Map<Slot, List<Integer>> corners) {
      return new Tensor(
          tensor,
          tensor.uses().stream()
              .filter(corners::containsKey)
              .map(use -> new Corner(use, corners.get(use).get(2), corners.get(use).get(3)))
              .toList());
    }
  }

  /** How much of the kernel a use gets. */
  public record Corner(Slot use, int height, int width) implements Serializable {}

  public CornerStoreSpec {
    shared = List.copyOf(shared);
  }

  @Override
  public List<ParameterSpec> tensors() {
    return shared.stream().map(each -> each.tensor().parameter()).toList();
  }

  @Override
  public List<Slot> uses() {
    return shared.stream().flatMap(each -> each.tensor().uses().stream()).toList();
  }

  @Override
  public ParameterStore open(INDArray parameters) {
    return new CornerStore(this, parameters);
  }
}
