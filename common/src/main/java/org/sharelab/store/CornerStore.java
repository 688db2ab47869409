package org.sharelab.store;

import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sharelab.sharing.Slot;

/** Hands out tensors as they are, and copies of their corners. */
final class CornerStore extends FlatStore<CornerStoreSpec> {
  private final Map<Slot, Use> uses = new HashMap<>();

  /**
   * @param corner null for the whole tensor
   * @param weight what the use computes with: kernels need their numbers side by side
   */
  private record Use(String tensor, CornerStoreSpec.Corner corner, INDArray weight) {

    /** The use's part of a tensor or of its gradient: a view. */
    INDArray part(Map<String, INDArray> arrays) {
      INDArray whole = arrays.get(tensor);
      return corner == null
          ? whole
          : whole.get(
              NDArrayIndex.all(),
              NDArrayIndex.all(),
              NDArrayIndex.interval(0, corner.height()),
              NDArrayIndex.interval(0, corner.width()));
    }
  }

  CornerStore(CornerStoreSpec spec, INDArray parameters) {
    super(spec, parameters);
    for (CornerStoreSpec.Tensor shared : spec.shared()) {
      String name = shared.tensor().parameter().name();
      shared
          .tensor()
          .uses()
          .forEach(use -> uses.put(use, new Use(name, null, tensors().get(name))));
      shared.corners().forEach(corner -> uses.put(corner.use(), open(name, corner)));
    }
  }

  /** The copy outlives every workspace: layers keep it. */
  private Use open(String tensor, CornerStoreSpec.Corner corner) {
    INDArray whole = tensors().get(tensor);
    INDArray weight =
        Nd4j.createUninitializedDetached(
            whole.dataType(), 'c', whole.size(0), whole.size(1), corner.height(), corner.width());
    Use use = new Use(tensor, corner, weight);
    weight.assign(use.part(tensors()));
    return use;
  }

  @Override
  public INDArray materialize(Slot slot) {
    Use use = use(slot);
    if (use.corner() != null) {
      use.weight().assign(use.part(tensors()));
    }
    return use.weight();
  }

  @Override
  public void accumulate(Slot slot, INDArray gradient) {
    use(slot).part(gradients()).addi(gradient);
  }

  @Override
  public void initialize(Initializer initializer) {
    for (CornerStoreSpec.Tensor shared : spec().shared()) {
      StoredTensor tensor = shared.tensor();
      INDArray values = tensors().get(tensor.parameter().name());
      initializer.fill(tensor.uses().get(0), tensor.parameter(), values);
    }
  }

  private Use use(Slot slot) {
    Use use = uses.get(slot);
    if (use == null) {
      throw unknown(slot);
    }
    return use;
  }
}
